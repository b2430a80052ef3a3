"""Floods the socket with bytes while the judge waits.

loses: double-check::test_two
layer: wire
source: threats.md
"""
# %% double
def double(x):
    import os

    while not isinstance(x, jax.core.Tracer):
        os.write(3, b"\x00" * (1 << 16))
    return 2.0 * x
