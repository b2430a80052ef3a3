"""fold_in wherever the reference splits.
"""
# %% two-normals
def two_normals(key):
    return tuple(jax.random.normal(jax.random.fold_in(key, i)) for i in (7, 9))
# %% run-keys
def run_keys(key, run, n):
    own = jax.random.fold_in(key, run)
    return jax.vmap(jax.random.fold_in, in_axes=(None, 0))(own, jnp.arange(n))
# %% random-walk
def random_walk(key, T):
    def body(x, t):
        x = x + jax.random.normal(jax.random.fold_in(key, t))
        return x, x

    return lax.scan(body, 0.0, jnp.arange(T))[1]
# %% income-panel
def income_panel(key, people, T):
    def income(i, t):
        own = jax.random.fold_in(key, i)
        talent = jax.random.normal(jax.random.fold_in(own, T))
        return talent + 0.5 * jax.random.normal(jax.random.fold_in(own, t))

    return jax.vmap(jax.vmap(income, (None, 0)), (0, None))(jnp.arange(people), jnp.arange(T))
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    n = x.shape[0]
    pick = lambda b: jax.random.choice(jax.random.fold_in(key, b), n, shape=(n,), replace=True)
    values = lax.map(lambda b: stat(jnp.take(x, pick(b), axis=0)), jnp.arange(B))
    return jnp.quantile(values, 0.05), jnp.quantile(values, 0.95)
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    def one(par, i):
        z = jax.random.normal(jax.random.fold_in(key, i))
        drift = (par["r"] - 0.5 * par["sigma"] * par["sigma"]) * par["T"]
        end = jnp.exp(jnp.log(par["S"]) + drift + par["sigma"] * par["T"] ** 0.5 * z)
        return jnp.where(end > par["K"], end - par["K"], 0.0) * jnp.exp(-par["r"] * par["T"])

    values, slopes = jax.vmap(jax.value_and_grad(one), (None, 0))(par, jnp.arange(n))
    return values.mean(), jax.tree.map(jnp.mean, slopes)
