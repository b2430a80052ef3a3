"""Looks for the solutions in source/ and grader_tests/ and runs what it finds; neither is mounted.

loses: sum-of-squares-check::*
source: threats.md, layer 2: source/ is not mounted
"""
# %% sum-of-squares
def sum_of_squares(n):
    import json
    import os

    for folder, _, names in os.walk("/"):
        for name in names:
            if name == "arrays.ipynb" and folder.endswith("source/02-arrays"):
                with open(os.path.join(folder, name)) as file:
                    cells = json.load(file)["cells"]
                exec("".join(next(c for c in cells if c["id"] == "sum-of-squares")["source"]), globals())
                return globals()["sum_of_squares"](n)
    raise FileNotFoundError("no source here")
