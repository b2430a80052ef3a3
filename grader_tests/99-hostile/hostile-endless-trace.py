"""Tracing never ends.

loses: total-check::test_one_loop, total-check::test_five
layer: deadline
source: threats.md
"""
# %% total
def total(x):
    while isinstance(x, jax.core.Tracer):
        pass
    x = jnp.asarray(x)
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
