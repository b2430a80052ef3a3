"""Deletes the test cell of an unsolved exercise; the judge takes test cells from the source.

loses: safe-get-check::*
source: threats.md, the merge: cells are rebuilt from the source
"""
# %% safe-get
def safe_get(x, i):
    return x
# %% notebook
nb.cells = [cell for cell in nb.cells if cell.id not in ("safe-get-check", "safe-get-task")]
