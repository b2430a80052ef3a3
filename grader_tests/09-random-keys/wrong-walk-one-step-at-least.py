"""Draws the first step outside the scan, and so walks a step when T is 0.

loses: random-walk-check::test_short_walks
hint: also when T is 1 or 0
source: M100
"""
# %% random-walk
def random_walk(key, T):
    first_key, key = jax.random.split(key)
    first = jax.random.normal(first_key)
    rest = first + jnp.cumsum(jax.random.normal(key, (max(T - 1, 0),)))
    return jnp.concatenate([first[None], rest])
