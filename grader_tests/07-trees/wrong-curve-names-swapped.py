"""Puts the contact rates under gamma.

loses: peak-curve-check::*
hint: betas go under the key beta
source: mutation
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    in_axes = ({"beta": None, "gamma": 0}, None)
    return jax.vmap(peak, in_axes=in_axes)({"beta": gamma, "gamma": betas}, n)
