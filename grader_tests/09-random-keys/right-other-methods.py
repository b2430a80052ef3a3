"""Box and Muller, antithetic paths, draws by sorting and by inverting: correct ways that the reference does not go.
"""
# %% two-normals
def two_normals(key):
    key_a, key_b = jax.random.split(key)
    radius = jnp.sqrt(-2.0 * jnp.log1p(-jax.random.uniform(key_a)))
    angle = 2.0 * jnp.pi * jax.random.uniform(key_b)
    return radius * jnp.cos(angle), radius * jnp.sin(angle)
# %% random-walk
def random_walk(key, T):
    return jnp.tril(jnp.ones((T, T))) @ norm.ppf(jax.random.uniform(key, (T,), minval=1e-7))
# %% income-panel
def income_panel(key, people, T):
    covariance = jnp.ones((T, T)) + 0.25 * jnp.eye(T)
    return jax.random.multivariate_normal(key, jnp.zeros(T), covariance, (people,))
# %% shuffle-split
def shuffle_split(key, n, frac):
    _, order = lax.sort_key_val(jax.random.bits(key, (n,)), jnp.arange(n))
    cut = round(frac * n)
    return lax.slice(order, (0,), (cut,)), lax.slice(order, (cut,), (n,))
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    values = jax.vmap(lambda key: stat(jax.random.choice(key, x, (len(x),))))(jax.random.split(key, B))
    ordered = jnp.sort(values)
    return ordered[B // 20], ordered[B - 1 - B // 20]
# %% mc-price-and-greeks
def mc_price_and_greeks(key, par, n):
    half = jax.random.normal(key, (n // 2,))
    z = jnp.concatenate([half, -half])

    def price(par):
        end = par["S"] * jnp.exp((par["r"] - par["sigma"] ** 2 / 2) * par["T"] + par["sigma"] * par["T"] ** 0.5 * z)
        return jnp.average(jnp.exp(-par["r"] * par["T"]) * jnp.clip(end - par["K"], min=0.0))

    return price(par), jax.jacfwd(price)(par)
