"""The solution of an easy exercise carries the id of a test cell, and the other way round.

loses: double-check::*, total-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
by_id = {cell.id: cell for cell in nb.cells}
one, other = by_id["total"].metadata["nbgrader"], by_id["total-check"].metadata["nbgrader"]
one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]
