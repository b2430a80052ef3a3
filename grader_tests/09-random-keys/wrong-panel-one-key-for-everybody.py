"""Maps over numbers, not over keys: one person, many times.

loses: income-panel-check::test_three_people_four_months, income-panel-check::test_key_decides,
  income-panel-check::test_people_are_independent
hint: one key for all rows
source: M118
"""
# %% income-panel
def income_panel(key, people, T):
    def person(_):
        talent_key, luck_key = jax.random.split(key)
        return jax.random.normal(talent_key) + 0.5 * jax.random.normal(luck_key, (T,))

    return jax.vmap(person)(jnp.arange(people))
