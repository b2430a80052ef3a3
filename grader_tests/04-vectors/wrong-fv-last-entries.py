"""Counts from the end, which is right for three entries only.

loses: fv-check::test_value_at_any_length, fv-check::test_gradient_at_any_length
hint: one number of shape ()
source: a variant of M99
"""
# %% fv
def fv(x):
    return jnp.sum(x**2) + x[-2] * x[-1]
