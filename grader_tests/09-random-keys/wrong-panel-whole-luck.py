"""Luck counts whole, not half.

loses: income-panel-check::test_talent_stays_and_luck_changes
hint: variance 1.25
source: a dropped factor
"""
# %% income-panel
def income_panel(key, people, T):
    talent_key, luck_key = jax.random.split(key)
    return jax.random.normal(talent_key, (people, 1)) + jax.random.normal(luck_key, (people, T))
