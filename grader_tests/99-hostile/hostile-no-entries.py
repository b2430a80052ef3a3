"""The answer has no entries, so none of them is wrong.

loses: double-check::*, total-check::test_three, total-check::test_five, total-check::test_x_is_left_alone, noise-check::*
layer: judge
source: threats.md
"""
# %% double
def double(x):
    return jnp.zeros((0,))
# %% total
def total(x):
    return jnp.zeros((0,)) + 0 * lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
# %% noise
def noise(key, n):
    return jnp.zeros((0,))
