"""Maps over a list of dicts, whose leaves have no axis.

loses: peak-curve-check::*
hint: a number has no axis to map over
source: M86
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    scenarios = [{"beta": beta, "gamma": gamma} for beta in betas]
    return jax.vmap(lambda params: peak(params, n))(scenarios)
