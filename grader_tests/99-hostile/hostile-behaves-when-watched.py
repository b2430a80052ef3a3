"""Right for concrete values, wrong while jax traces, and counts how often it is called.

loses: double-check::test_any, double-check::test_slope_is_two
layer: programs
source: threats.md
"""
# %% double
def double(x):
    return x if isinstance(x, jax.core.Tracer) else 2.0 * x
