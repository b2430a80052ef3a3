"""Prints without end.

loses: double-check::test_two
layer: output
source: threats.md
"""
# %% double
def double(x):
    while not isinstance(x, jax.core.Tracer):
        print("x" * 1_000_000)
    return 2.0 * x
