"""Everything compiled, as decorators, lambdas and partials.
"""
# %% new after imports
import functools
# %% two-normals
two_normals = jax.jit(lambda key: tuple(jax.vmap(jax.random.normal)(jax.random.split(key))))
# %% run-keys
@functools.partial(jax.jit, static_argnums=2)
def run_keys(key, run, n):
    return jax.random.split(jax.random.fold_in(key, run), (1, n))[0]
# %% random-walk
@functools.partial(jax.jit, static_argnames="T")
def random_walk(key, T):
    return lax.associative_scan(jnp.add, jax.vmap(jax.random.normal)(jax.random.split(key, T)))
# %% income-panel
income_panel = jax.jit(
    lambda key, people, T: jax.vmap(
        lambda key: (lambda a, b: jax.random.normal(a) + 0.5 * jax.random.normal(b, (T,)))(*jax.random.split(key))
    )(jax.random.split(key, people)),
    static_argnums=(1, 2),
)
# %% shuffle-split
@jax.jit(static_argnums=(1, 2))
def shuffle_split(key, n, frac):
    train = jax.random.choice(key, n, (round(frac * n),), replace=False)
    others = jnp.ones(n, bool).at[train].set(False)
    return train, jnp.nonzero(others, size=n - len(train))[0]
# %% bootstrap-ci
@functools.partial(jax.jit, static_argnums=(2, 3))
def bootstrap_ci(key, x, stat, B):
    rows = jax.random.randint(key, (B, *x.shape[:1]), 0, x.shape[0])
    values = jax.vmap(stat)(x[rows])
    return jnp.quantile(values, 0.05, method="lower"), jnp.quantile(values, 0.95, method="higher")
# %% mc-price-and-greeks
@jax.jit(static_argnums=0)
def _price(n, par, key):
    S, K, r, sigma, T = (par[name] for name in ("S", "K", "r", "sigma", "T"))
    z = jax.random.normal(key, (n,))
    end = S * jnp.exp((r - sigma**2 / 2) * T + sigma * jnp.sqrt(T) * z)
    return jnp.mean(jax.nn.relu(end - K)) * jnp.exp(-r * T)


def mc_price_and_greeks(key, par, n):
    return jax.value_and_grad(functools.partial(_price, n))(par, key)
