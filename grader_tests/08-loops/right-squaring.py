"""Exponentiation by repeated squaring in one while_loop; the history in closed form.
"""
# %% power-fori
def power_fori(x, n):
    def body(state):
        result, base, n = state
        return jnp.where(n % 2 == 1, result * base, result), base * base, n // 2

    start = (jnp.float32(1.0), jnp.asarray(x, jnp.float32), jnp.asarray(n))
    return lax.while_loop(lambda state: state[2] > 0, body, start)[0]
# %% power-scan
def power_scan(x, n):
    history = x ** jnp.arange(1.0, n + 1)
    return jnp.float32(1.0) if n == 0 else history[-1], history
