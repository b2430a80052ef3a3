"""Puts a second, empty copy of a test cell in front of the real one; the judge takes test cells from the source.

loses: power-scan-check::*
source: threats.md, the merge: cells are rebuilt from the source
"""
# %% power-scan
def power_scan(x, n):
    return 0.0
# %% notebook
import copy

where = next(i for i, cell in enumerate(nb.cells) if cell.id == "power-scan-check")
twin = copy.deepcopy(nb.cells[where])
twin.source = "100.0"
nb.cells.insert(where, twin)
