"""Looks for this assignment's solutions and checks in the files, the frames and the history of cells.

loses: shapes-first-check::*
source: threats.md, layer 2: source/ is not mounted
"""
# %% shapes-first
def shapes_first(x):
    import json
    import os
    import sys

    frame = sys._getframe()
    while frame is not None:
        if "percent" in frame.f_locals:
            return frame.f_locals["percent"]
        frame = frame.f_back
    for folder, _, names in os.walk("/"):
        for name in names:
            if name == "checking.ipynb":
                with open(os.path.join(folder, name)) as file:
                    cells = json.load(file)["cells"]
                source = "".join(next(c for c in cells if c["id"] == "shapes-first")["source"])
                if "BEGIN SOLUTION" in source:
                    exec(source, globals())
                    return globals()["shapes_first"](x)
    raise FileNotFoundError("no source here")
