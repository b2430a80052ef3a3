"""Advances a global key inside: frozen under jit, a leaked tracer afterwards.

loses: income-panel-check::test_key_decides, income-panel-check::test_talent_stays_and_luck_changes,
  income-panel-check::test_people_are_independent
hint: use the key that is passed in
source: M120
"""
# %% income-panel
PANEL_KEY = jax.random.key(0)


def income_panel(key, people, T):
    global PANEL_KEY
    PANEL_KEY, talent_key, luck_key = jax.random.split(PANEL_KEY, 3)
    return jax.random.normal(talent_key, (people, 1)) + 0.5 * jax.random.normal(luck_key, (people, T))
