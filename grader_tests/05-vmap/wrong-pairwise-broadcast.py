"""Inserts axes and broadcasts: dist gets two tables.

loses: pairwise-check::*
hint: dist takes two rows, not two tables
source: M10
"""
# %% pairwise
def pairwise(dist, X, Y):
    return dist(X[:, None], Y[None, :])
