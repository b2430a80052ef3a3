"""The dtype itself, where its name is asked for.

loses: describe-check::test_a_matrix_of_whole_numbers, describe-check::test_default_dtypes, describe-check::test_dtypes_with_64_bits_on
hint: as text
source: own experience
"""
# %% describe
def describe(x):
    array = jnp.asarray(x)
    (device,) = array.devices()
    return {"shape": array.shape, "dtype": array.dtype, "weak": array.weak_type, "platform": device.platform}
