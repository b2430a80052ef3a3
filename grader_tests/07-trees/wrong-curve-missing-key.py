"""Names only the mapped key in in_axes.

loses: peak-curve-check::*
hint: in_axes mirrors the argument
source: M48
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return jax.vmap(peak, in_axes=({"beta": 0}, None))({"beta": betas, "gamma": gamma}, n)
