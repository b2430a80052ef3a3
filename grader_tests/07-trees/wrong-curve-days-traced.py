"""Compiles with n as data, and range(n) fails.

loses: peak-curve-check::test_curve_of_an_epidemic
hint: make the argument static
source: M89
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    in_axes = ({"beta": 0, "gamma": None}, None)
    return jax.jit(jax.vmap(peak, in_axes=in_axes))({"beta": betas, "gamma": gamma}, n)
