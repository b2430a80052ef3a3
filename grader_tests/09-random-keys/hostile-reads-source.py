"""Looks for the solution in source/ and runs what it finds; it is not mounted.

loses: bootstrap-ci-check::*
source: threats.md, layer 2: source/ is not mounted
"""
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    import json
    import os

    for folder, _, names in os.walk("/"):
        for name in names:
            if name == "random_keys.ipynb" and folder.endswith("source/09-random-keys"):
                with open(os.path.join(folder, name)) as file:
                    cells = json.load(file)["cells"]
                exec("".join(next(c for c in cells if c["id"] == "bootstrap-ci")["source"]), globals())
                return globals()["bootstrap_ci"](key, x, stat, B)
    raise FileNotFoundError("no source here")
