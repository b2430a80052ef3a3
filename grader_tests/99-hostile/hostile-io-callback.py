"""An ordered callback with side effects in a program.

loses: double-check::test_any, double-check::test_slope_is_two
layer: programs
source: threats.md
"""
# %% double
from jax.experimental import io_callback


def double(x):
    return io_callback(lambda v: np.float32(2.0 * v), jax.ShapeDtypeStruct((), "float32"), x, ordered=True)
