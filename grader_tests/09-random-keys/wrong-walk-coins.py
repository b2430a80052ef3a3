"""Steps of plus or minus one: mean 0 and variance 1, but not normal.

loses: random-walk-check::test_five_steps, random-walk-check::test_key_decides,
  random-walk-check::test_steps_are_independent_normals
hint: five different states
source: a reading of the task
"""
# %% random-walk
def random_walk(key, T):
    return jnp.cumsum(jax.random.rademacher(key, (T,), dtype=jnp.float32))
