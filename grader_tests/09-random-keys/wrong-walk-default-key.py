"""A helper has a key as its default argument, and is called without one.

loses: random-walk-check::test_key_decides, random-walk-check::test_steps_are_independent_normals
hint: use the key that is passed in
source: M119
"""
# %% random-walk
def shocks(T, key=jax.random.key(0)):
    return jax.random.normal(key, (T,))


def random_walk(key, T):
    return jnp.cumsum(shocks(T))
