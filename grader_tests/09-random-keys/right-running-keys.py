"""A running key, the lecture's way, wherever the task leaves the choice.
"""
# %% two-normals
def two_normals(key):
    key, subkey = jax.random.split(key)
    first = jax.random.normal(subkey)
    key, subkey = jax.random.split(key)
    second = jax.random.normal(subkey)
    return first, second
# %% run-keys
def run_keys(key, run, n):
    keys = jax.random.split(key, n)
    return jax.vmap(lambda k: jax.random.fold_in(k, run))(keys)
# %% random-walk
def random_walk(key, T):
    def step(carry, _):
        key, x = carry
        key, subkey = jax.random.split(key)
        x = x + jax.random.normal(subkey)
        return (key, x), x

    (_, _), path = lax.scan(step, (key, 0.0), xs=None, length=T)
    return path
# %% income-panel
def income_panel(key, people, T):
    def person(key):
        key, subkey = jax.random.split(key)
        talent = jax.random.normal(subkey)

        def month(key, _):
            next_key, subkey = jax.random.split(key)
            return next_key, talent + 0.5 * jax.random.normal(subkey)

        _, incomes = lax.scan(month, key, None, length=T)
        return incomes

    return lax.map(person, jax.random.split(key, people))
# %% bootstrap-ci
def bootstrap_ci(key, x, stat, B):
    def step(key, _):
        key, subkey = jax.random.split(key)
        rows = jax.random.randint(subkey, (x.shape[0],), 0, x.shape[0])
        return key, stat(x[rows])

    _, values = lax.scan(step, key, None, length=B)
    values = jnp.sort(values)
    return values[int(0.05 * B)], values[int(0.95 * B) - 1]
