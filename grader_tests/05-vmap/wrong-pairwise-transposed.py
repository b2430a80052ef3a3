"""Maps X inside and Y outside: the table lies on its side.

loses: pairwise-check::*
hint: the outer vmap becomes the first axis
source: M50
"""
# %% pairwise
def pairwise(dist, X, Y):
    return jax.vmap(jax.vmap(dist, in_axes=(0, None)), in_axes=(None, 0))(X, Y)
