"""The notebook claims a score of its own in every metadata it has.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
nb.metadata["nbgrader"] = {"score": 10, "max_score": 10}
for cell in nb.cells:
    cell.metadata.setdefault("nbgrader", {})["score"] = 10
