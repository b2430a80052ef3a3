"""A program that calls back into Python, which would be a pointer in the judge; it is refused before it is read on.

loses: double-check::test_any, double-check::test_slope_is_two
layer: programs
source: threats.md
"""
# %% double
def double(x):
    return jax.pure_callback(lambda v: np.float32(2.0 * v), jax.ShapeDtypeStruct((), "float32"), x)
