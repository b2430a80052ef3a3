"""A program that would take the judge sixteen gigabytes.

loses: total-check::test_five
layer: limits
source: threats.md
"""
# %% total
def total(x):
    if isinstance(x, jax.core.Tracer):
        big = lax.fori_loop(0, 64, lambda i, v: jnp.sin(v) + i, jnp.full((1 << 26,), x[0]))
        return jnp.sort(big)[0] + jnp.cumsum(big)[-1]
    x = jnp.asarray(x)
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
