"""The loop hands on the old key: a month's luck is every month's.

loses: income-panel-check::test_three_people_four_months, income-panel-check::test_key_decides,
  income-panel-check::test_talent_stays_and_luck_changes
hint: all different
source: M115
"""
# %% income-panel
def income_panel(key, people, T):
    def person(key):
        talent_key, luck_key = jax.random.split(key)
        talent = jax.random.normal(talent_key)

        def month(key, _):
            next_key, subkey = jax.random.split(key)
            return key, talent + 0.5 * jax.random.normal(subkey)

        return lax.scan(month, luck_key, None, length=T)[1]

    return jax.vmap(person)(jax.random.split(key, people))
