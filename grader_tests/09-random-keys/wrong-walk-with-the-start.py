"""Returns the start as well: T + 1 states.

loses: random-walk-check::test_five_steps, random-walk-check::test_steps_are_independent_normals,
  random-walk-check::test_short_walks
hint: the start is not among them
source: M99
"""
# %% random-walk
def random_walk(key, T):
    return jnp.concatenate([jnp.zeros(1), jnp.cumsum(jax.random.normal(key, (T,)))])
