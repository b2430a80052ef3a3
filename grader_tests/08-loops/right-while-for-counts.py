"""while_loop where the reference counts with fori_loop or scan and no gradient is asked for.
"""
# %% power-fori
def power_fori(x, n):
    def cond(state):
        i, value = state
        return i < n

    def body(state):
        i, value = state
        return i + 1, value * x

    return lax.while_loop(cond, body, (0, 1.0))[1]
# %% power-scan
def power_scan(x, n):
    if n == 0:
        return jnp.array(1.0), jnp.array([])
    start = {"i": 0, "value": jnp.array(1.0), "history": jnp.zeros(n)}

    def body(s):
        value = s["value"] * x
        return {"i": s["i"] + 1, "value": value, "history": s["history"].at[s["i"]].set(value)}

    end = lax.while_loop(lambda s: s["i"] < n, body, start)
    return end["value"], end["history"]
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    def step(x, _):
        x = r * x * (1.0 - x)
        return x, x

    start = (jnp.int32(0), jnp.asarray(x0, jnp.float32))
    _, x = lax.while_loop(lambda s: s[0] < burn, lambda s: (s[0] + 1, step(s[1], None)[0]), start)
    return lax.scan(step, x, jnp.zeros(keep))[1]
