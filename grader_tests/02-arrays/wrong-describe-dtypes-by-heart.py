"""The dtype is guessed from the kind, and 64 bits are forgotten.

loses: describe-check::test_dtypes_with_64_bits_on
hint: read the dtype off the array
source: M06
"""
# %% describe
def describe(x):
    array = jnp.asarray(x)
    (device,) = array.devices()
    dtype = {"i": "int32", "f": "float32", "b": "bool", "c": "complex64"}[array.dtype.kind]
    return {"shape": array.shape, "dtype": dtype, "weak": array.weak_type, "platform": device.platform}
