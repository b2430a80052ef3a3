"""The gradient, never compiled: f runs at every call.

loses: compiled-gradient-check::test_one_trace_for_each_shape
hint: f ran at every call
source: M69
"""
# %% compiled-gradient
def compiled_gradient(f):
    return jax.grad(f)
