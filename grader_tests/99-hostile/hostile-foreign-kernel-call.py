"""A program that calls a kernel of an invented name.

loses: double-check::test_any, double-check::test_slope_is_two
layer: programs
source: threats.md
"""
# %% double
def double(x):
    if isinstance(x, jax.core.Tracer):
        return jax.ffi.ffi_call("system", jax.ShapeDtypeStruct((), "float32"))(x)
    return 2.0 * x
