"""Luck depends on the month only: everybody has the same.

loses: income-panel-check::test_people_are_independent
hint: people share talent or luck
source: M118
"""
# %% income-panel
def income_panel(key, people, T):
    talent_key, luck_key = jax.random.split(key)
    return jax.random.normal(talent_key, (people, 1)) + 0.5 * jax.random.normal(luck_key, (T,))
