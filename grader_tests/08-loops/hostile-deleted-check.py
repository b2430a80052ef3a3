"""Deletes the test cells of an unsolved exercise; the judge takes test cells from the source.

loses: newton-sqrt-check::*
source: threats.md, the merge: cells are rebuilt from the source
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    return 1.0, 1
# %% notebook
nb.cells = [cell for cell in nb.cells if cell.id not in ("newton-sqrt-check", "newton-sqrt-task")]
