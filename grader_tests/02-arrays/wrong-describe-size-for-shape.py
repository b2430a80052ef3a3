"""The number of entries in place of the shape.

loses: describe-check::test_a_matrix_of_whole_numbers, describe-check::test_shapes_of_all_ranks
hint: entries, expected
source: own experience
"""
# %% describe
def describe(x):
    array = jnp.asarray(x)
    (device,) = array.devices()
    return {"shape": (array.size,), "dtype": str(array.dtype), "weak": array.weak_type, "platform": device.platform}
