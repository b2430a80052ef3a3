"""A program that carries eighty megabytes of constants.

loses: double-check::test_any
layer: programs
source: threats.md
"""
# %% double
weight = np.arange(20_000_000, dtype="float32")


def double(x):
    if isinstance(x, jax.core.Tracer):
        return 2.0 * x + 0.0 * jnp.asarray(weight)[0] * jnp.sum(jnp.sin(weight))
    return 2.0 * x
