"""x is taken for an array as it comes; lists and numbers have no shape.

loses: describe-check::*
hint: has no attribute 'shape'
source: M09
"""
# %% describe
def describe(x):
    return {"shape": x.shape, "dtype": str(x.dtype), "weak": x.weak_type, "platform": x.device.platform}
