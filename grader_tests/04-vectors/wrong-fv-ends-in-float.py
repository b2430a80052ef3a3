"""Turns the result into a Python float.

loses: fv-check::test_gradient_of_the_lecture, fv-check::test_gradient_at_any_length
hint: stay with jnp arrays
source: M28, M58
"""
# %% fv
def fv(x):
    return float(jnp.sum(x**2) + x[1] * x[2])
