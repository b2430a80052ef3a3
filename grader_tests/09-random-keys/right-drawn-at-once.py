"""No loop and no split where one draw with a shape will do.
"""
# %% two-normals
def two_normals(key):
    first, second = jax.random.normal(key, (2,))
    return first, second
# %% random-walk
def random_walk(key, T):
    return jnp.cumsum(jax.random.normal(key, shape=(T,)))
# %% income-panel
def income_panel(key, people, T):
    drawn = jax.random.normal(key, (people, T + 1))
    return drawn[:, :1] + drawn[:, 1:] / 2
# %% shuffle-split
def shuffle_split(key, n, frac):
    order = jnp.argsort(jax.random.uniform(key, (n,)))
    return tuple(jnp.split(order, [round(n * frac)]))
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    samples = jax.random.choice(key, x, (B, len(x)))
    return tuple(jnp.percentile(jax.vmap(stat)(samples), jnp.array([5, 95])))
