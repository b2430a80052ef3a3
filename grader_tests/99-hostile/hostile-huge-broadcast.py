"""A program whose intermediate result has a hundred thousand million entries.

loses: total-check::test_one_loop, total-check::test_five
hint: does not run the program
layer: programs
source: threats.md
"""
# %% total
def total(x):
    if isinstance(x, jax.core.Tracer):
        return x.sum() + 0.0 * jnp.sum(jnp.sin(jnp.broadcast_to(x[0], (100_000, 1_000_000))))
    x = jnp.asarray(x)
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
