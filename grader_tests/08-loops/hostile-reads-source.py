"""Looks for the solutions in source/ and grader_tests/ and runs what it finds; neither is mounted.

loses: power-scan-check::*
source: threats.md, layer 2: source/ is not mounted
"""
# %% power-scan
def power_scan(x, n):
    import json
    import os

    for folder, _, names in os.walk("/"):
        for name in names:
            if name == "loops.ipynb" and folder.endswith("source/08-loops"):
                with open(os.path.join(folder, name)) as file:
                    cells = json.load(file)["cells"]
                exec("".join(next(c for c in cells if c["id"] == "power-scan")["source"]), globals())
                return globals()["power_scan"](x, n)
    raise FileNotFoundError("no source here")
