"""A compiled loop without an end; the judge is replaced at the deadline.

loses: total-check::test_five
layer: deadline
source: threats.md
"""
# %% total
def total(x):
    if isinstance(x, jax.core.Tracer):
        return lax.while_loop(lambda v: v < 1e9, jnp.sin, x[0])
    x = jnp.asarray(x)
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
