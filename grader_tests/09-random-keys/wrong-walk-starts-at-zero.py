"""Returns x_0 to x_(T-1).

loses: random-walk-check::test_steps_are_independent_normals
hint: the first one too
source: M99
"""
# %% random-walk
def random_walk(key, T):
    return lax.scan(lambda x, key: (x + jax.random.normal(key), x), 0.0, jax.random.split(key, T))[1]
