"""Clumsy and correct: time, parameters and paths travel in one big carry; lists are given back as lists.
"""
# %% power-static
power_static = jax.jit(lambda x, n: jnp.prod(jnp.full((n,), x)), static_argnums=1)
# %% power-fori
def power_fori(x, n):
    def body(i, carry):
        value, factor = carry
        return [value * factor, factor]

    x = jnp.asarray(x, jnp.float32)
    value, _ = lax.fori_loop(0, n, body, [jnp.ones_like(x), x])
    return value
# %% ar1-path
def ar1_path(params, shocks):
    def step(carry, shock):
        p, t, z = carry["params"], carry["t"], carry["z"]
        z = p["rho"] * z + p["sigma"] * shock
        return {"params": p, "t": t + 1, "z": z}, {"level": p["mu"] + z, "time": t}

    start = {"params": jax.tree.map(jnp.float32, params), "t": 0, "z": jnp.float32(0)}
    carry, outputs = lax.scan(step, start, shocks)
    return outputs["level"]
# %% growth-path
def growth_path(par, k0, T):
    par = dict(par)
    par["keep"] = 1 - par["delta"]

    def period(carry, t):
        k, capital = carry
        capital = capital.at[t].set(k)
        k = par["keep"] * k + par["s"] * jnp.exp(par["alpha"] * jnp.log(k))
        return (k, capital), None

    if T == 0:
        return jnp.array(k0), jnp.zeros(0)
    k0 = jnp.asarray(k0, dtype="float32")
    (k, capital), _ = lax.scan(period, (k0, jnp.zeros(T)), jnp.arange(T))
    return k, jnp.power(capital, par["alpha"]) * (1 - par["s"])
