"""An empty copy of each test cell stands before the real one.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
for i in reversed(range(len(nb.cells))):
    if nb.cells[i].id.endswith("-check"):
        twin = copy.deepcopy(nb.cells[i])
        twin.source, twin.id = "1 + 1", twin.id + "-twin"
        nb.cells.insert(i, twin)
