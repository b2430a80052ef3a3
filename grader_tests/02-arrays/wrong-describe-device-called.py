"""The device is asked for as in old texts, with parentheses.

loses: describe-check::*
hint: `device` is a property
source: M14; the lecture's time wrote x.device()
"""
# %% describe
def describe(x):
    x = jnp.asarray(x)
    return {"shape": x.shape, "dtype": str(x.dtype), "weak": x.weak_type, "platform": x.device().platform}
