"""Switches jit off, 64 bits on, NaNs to errors and ranks to free promotion, for everybody it hopes.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
for name, value in (
    ("jax_disable_jit", True),
    ("jax_enable_x64", True),
    ("jax_debug_nans", True),
    ("jax_numpy_dtype_promotion", "strict"),
):
    jax.config.update(name, value)


def double(x):
    return x
