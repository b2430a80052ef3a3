"""A row for each month.

loses: income-panel-check::test_three_people_four_months,
  income-panel-check::test_talent_stays_and_luck_changes, income-panel-check::test_people_are_independent
hint: a row for each person
source: M50
"""
# %% income-panel
def income_panel(key, people, T):
    talent_key, luck_key = jax.random.split(key)
    return jax.random.normal(talent_key, (people,)) + 0.5 * jax.random.normal(luck_key, (T, people))
