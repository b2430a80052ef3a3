"""Gives in_axes a bare dict, for the comma is missing.

loses: peak-curve-check::*
hint: in_axes is a tuple with one entry for each argument
source: M44
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    in_axes = ({"beta": 0, "gamma": None})
    return jax.vmap(lambda params: peak(params, n), in_axes=in_axes)({"beta": betas, "gamma": gamma})
