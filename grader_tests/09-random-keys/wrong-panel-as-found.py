"""The broken code as it was handed out, with a key that it ignores.

loses: income-panel-check::*
hint: use the key that is passed in
source: M120
"""
# %% income-panel
PANEL_KEY = jax.random.key(0)


@jax.jit(static_argnums=(1, 2))
def income_panel(key, people, T):
    def person(_):
        talent_key, luck_key = jax.random.split(PANEL_KEY)
        talent = jax.random.normal(PANEL_KEY)

        def month(key, _):
            next_key, subkey = jax.random.split(key)
            return key, talent + 0.5 * jax.random.normal(key)

        _, incomes = lax.scan(month, PANEL_KEY, None, length=T)
        return incomes

    return jax.vmap(person)(jnp.arange(people))
