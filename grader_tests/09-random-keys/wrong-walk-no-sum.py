"""Returns the steps, not where they lead.

loses: random-walk-check::test_steps_are_independent_normals
hint: has variance 1
source: a reading of the task
"""
# %% random-walk
def random_walk(key, T):
    return jax.vmap(jax.random.normal)(jax.random.split(key, T))
