"""jit is called anew whenever the gradient is, on a new function each time.

loses: compiled-gradient-check::test_one_trace_for_each_shape
hint: f ran at every call: call jax.jit once
source: M69
"""
# %% compiled-gradient
def compiled_gradient(f):
    def df(x):
        return jax.jit(jax.grad(f))(x)

    return df
