"""Solutions use functions that a cell of the student's own defines later in the notebook, and keys of the older kind inside.
"""
# %% two-normals
def two_normals(key):
    return _draws(key, 2)
# %% new after two-normals
def _draws(key, n):
    return tuple(jax.random.normal(k) for k in jax.random.split(key, n))
# %% run-keys
def run_keys(key, run, n):
    row = _row(key, run)
    return jax.random.split(row, n)
# %% new after run-keys
def _row(key, run):
    return jax.random.fold_in(key, run)
# %% random-walk
def random_walk(key, T):
    if jnp.issubdtype(key.dtype, jax.dtypes.prng_key):
        key = jax.random.key_data(key)
    _, path = lax.scan(_step, jnp.zeros(()), jax.random.split(key, T))
    return path
# %% new after random-walk
def _step(x, key):
    shock = jax.random.normal(key)
    return x + shock, x + shock
# %% income-panel
def income_panel(key, people, T):
    return jax.vmap(lambda key: _person(key, T))(jax.random.split(key, people))
# %% new after income-panel
def _person(key, T):
    keys = jax.random.split(key, T + 1)
    talent = jax.random.normal(keys[T])
    _, incomes = lax.scan(lambda t, _: (t + 1, talent + jax.random.normal(keys[t]) / 2), 0, None, length=T)
    return incomes
