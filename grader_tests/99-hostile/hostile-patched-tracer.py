"""Gives a tracer other properties than it has while a program is made.

loses: double-check::test_any, double-check::test_slope_is_two, total-check::*, noise-check::*
layer: programs
source: threats.md
"""
# %% double
def double(x):
    if isinstance(x, jax.core.Tracer):
        type(x).__add__ = type(x).__mul__ = lambda self, other: "two times x"
    return x + x
