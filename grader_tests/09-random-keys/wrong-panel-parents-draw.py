"""Talent and the luck of the first month both come from the parent.

loses: income-panel-check::test_talent_stays_and_luck_changes
hint: is luck fresh
source: M114
"""
# %% income-panel
def income_panel(key, people, T):
    def person(key):
        talent = jax.random.normal(key)

        def month(key, _):
            next_key, subkey = jax.random.split(key)
            return next_key, talent + 0.5 * jax.random.normal(key)

        return lax.scan(month, key, None, length=T)[1]

    return jax.vmap(person)(jax.random.split(key, people))
