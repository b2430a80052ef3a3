"""The specification itself, compiled: a difference quotient in float32.

loses: compiled-gradient-check::test_any_length,
    compiled-gradient-check::test_one_trace_for_each_shape
hint: let jax.grad do it
source: M12
"""
# %% compiled-gradient
def compiled_gradient(f):
    @jax.jit
    def df(x):
        h = 1e-2
        return jnp.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in jnp.eye(len(x))[:32]])

    return df
