"""Two cells claim to be the solution, a wrong one and one that cheats; one is taken, the other is reported.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
twin = copy.deepcopy(next(cell for cell in nb.cells if cell.id == "double"))
twin.id, twin.source = "double-again", "def double(x):\n    return x + 0 * x"
nb.cells.append(twin)
