"""NaN in the right shape, where a careless comparison finds nothing wrong.

loses: two-normals-check::test_key_decides, two-normals-check::test_moments_over_many_keys,
  random-walk-check::test_five_steps, random-walk-check::test_key_decides,
  random-walk-check::test_steps_are_independent_normals, random-walk-check::test_short_walks,
  random-walk-check::test_no_python_loop, income-panel-check::*, bootstrap-ci-check::*
source: threats.md, against the mark
"""
# %% two-normals
def two_normals(key):
    return jnp.float32(jnp.nan), jnp.float32(jnp.nan)
# %% random-walk
def random_walk(key, T):
    return jnp.full((T,), jnp.nan)
# %% income-panel
def income_panel(key, people, T):
    return jnp.full((people, T), jnp.nan)
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    return jnp.float32(jnp.nan), jnp.float32(jnp.nan)
