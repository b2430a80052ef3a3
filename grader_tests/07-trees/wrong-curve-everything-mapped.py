"""Maps every leaf, and gamma is one number.

loses: peak-curve-check::*
hint: a number has no axis to map over
source: M47
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return jax.vmap(lambda params: peak(params, n))({"beta": betas, "gamma": gamma})
