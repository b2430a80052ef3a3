"""The compiled gradient is turned into a NumPy array, which no tracer survives.

loses: compiled-gradient-check::test_jax_can_transform_it_again
hint: jnp
source: M57
"""
# %% compiled-gradient
def compiled_gradient(f):
    df = jax.jit(jax.grad(f))
    return lambda x: np.asarray(df(x))
