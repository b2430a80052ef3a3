"""x goes through NumPy, which knows no weak types.

loses: describe-check::test_weak_is_a_bare_number
hint: only a bare number is weak
source: weak types, M72
"""
# %% describe
def describe(x):
    array = jnp.asarray(np.asarray(x))
    (device,) = array.devices()
    return {"shape": array.shape, "dtype": str(array.dtype), "weak": array.weak_type, "platform": device.platform}
