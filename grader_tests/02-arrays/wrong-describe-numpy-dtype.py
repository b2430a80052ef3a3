"""The dtype is the one that NumPy would choose, 64 bits.

loses: describe-check::test_a_matrix_of_whole_numbers, describe-check::test_default_dtypes
hint: JAX makes 32 bits of NumPy's 64
source: the lecture: float32 is the default; M06
"""
# %% describe
def describe(x):
    array = jnp.asarray(x)
    dtype = str(np.asarray(x).dtype)
    return {"shape": array.shape, "dtype": dtype, "weak": array.weak_type, "platform": array.device.platform}
