"""Looks for the solutions in source/, in the history of cells and in the frames around it; none of them is there.

loses: peak-curve-check::*
source: threats.md, layer 2: source/ is not mounted
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    import json
    import os
    import sys

    frame = sys._getframe()
    while frame is not None:
        for name in ("expected", "answer"):
            if name in frame.f_locals:
                return frame.f_locals[name]
        frame = frame.f_back
    for folder, _, names in os.walk("/"):
        if "trees.ipynb" in names and folder.endswith("source/07-trees"):
            with open(os.path.join(folder, "trees.ipynb")) as file:
                cells = json.load(file)["cells"]
            exec("".join(next(c for c in cells if c["id"] == "peak-curve")["source"]), globals())
            return globals()["peak_curve"](peak, betas, gamma, n)
    raise FileNotFoundError("no source here")
