"""One vmap over both: row i with row i.

loses: pairwise-check::*
hint: the mapped axes differ in length
source: M52
"""
# %% pairwise
def pairwise(dist, X, Y):
    return jax.vmap(dist)(X, Y)
