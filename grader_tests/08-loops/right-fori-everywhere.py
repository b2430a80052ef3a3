"""fori_loop with arrays prepared in advance, wherever the reference scans.
"""
# %% power-scan
def power_scan(x, n):
    def body(i, state):
        value, history = state
        value = value * x
        return value, history.at[i].set(value)

    if n == 0:
        return jnp.float32(1.0), jnp.zeros((0,))
    return lax.fori_loop(0, n, body, (jnp.float32(1.0), jnp.zeros((n,))))
# %% ar1-path
def ar1_path(params, shocks):
    T = shocks.shape[0]
    if T == 0:
        return jnp.zeros(0)

    def body(t, state):
        z, levels = state
        z = params["rho"] * z + params["sigma"] * shocks[t]
        return z, levels.at[t].set(params["mu"] + z)

    return lax.fori_loop(0, T, body, (jnp.array(0.0), jnp.zeros(T)))[1]
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    f = lambda x: r * x * (1 - x)
    x = lax.fori_loop(0, burn, lambda _, x: f(x), jnp.float32(x0))
    if keep == 0:
        return jnp.zeros(0)

    def body(i, state):
        x, orbit = state
        x = f(x)
        return x, orbit.at[i].set(x)

    return lax.fori_loop(0, keep, body, (x, jnp.zeros(keep)))[1]
# %% growth-path
def growth_path(par, k0, T):
    k0 = jnp.asarray(k0, dtype=jnp.float32)
    if T == 0:
        return k0, jnp.zeros(0)

    def body(t, state):
        k, c = state
        y = k ** par["alpha"]
        return par["s"] * y + (1 - par["delta"]) * k, c.at[t].set((1 - par["s"]) * y)

    return lax.fori_loop(0, T, body, (k0, jnp.zeros(T)))
