"""Gives a tracer other properties than it has while a program is made.

loses: double-check::test_any, double-check::test_slope_is_two, total-check::*, noise-check::*
layer: programs
source: threats.md
"""
# %% double
jax.clear_caches()  # what the nursery has traced would do without tracers
for kind in (jax.core.Tracer, *jax.core.Tracer.__subclasses__()):
    kind.__add__ = kind.__mul__ = lambda self, other: "two times x"


def double(x):
    return x + x
