"""A program of a hundred thousand operations, made by a Python loop.

loses: total-check::test_one_loop, total-check::test_five
layer: programs
source: threats.md
"""
# %% total
def total(x):
    if isinstance(x, jax.core.Tracer):
        y = x[0]
        for _ in range(100_000):
            y = y + 1.0
        return y
    x = jnp.asarray(x)
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
