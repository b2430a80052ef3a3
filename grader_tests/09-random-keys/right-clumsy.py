"""Clumsy and correct: lists for tuples, Python loops over two things, early casts, other names.
"""
# %% two-normals
def two_normals(k):
    keys = jax.random.split(k, 5)
    numbers = []
    for i in [1, 3]:
        numbers.append(jax.random.normal(keys[i], dtype=jnp.float32))
    return numbers
# %% run-keys
def run_keys(main_key, run_number, how_many):
    run_key = jax.random.fold_in(main_key, jnp.asarray(run_number, dtype=jnp.int32))
    left, right = jax.random.split(run_key)
    return jax.random.split(right, num=how_many)
# %% random-walk
def random_walk(k, steps):
    all_keys = jax.random.split(k, steps)
    shocks = jax.vmap(lambda kk: jax.random.normal(kk))(all_keys)
    start = jnp.array(0, dtype=jnp.float32)
    final, path = lax.scan(lambda c, s: (c + s, c + s), start, shocks)
    return path
# %% income-panel
def income_panel(k, n_people, n_months):
    k1, k2 = jax.random.split(k)
    talents = jax.vmap(jax.random.normal)(jax.random.split(k1, n_people))
    luck = [jax.random.normal(kk, (n_people,)) for kk in jax.random.split(k2, n_months)]
    luck = jnp.stack(luck).T
    return jnp.repeat(talents[:, None], n_months, axis=1) + luck * 0.5
# %% shuffle-split
def shuffle_split(k, number, fraction):
    indices = jnp.array(range(number), dtype=jnp.int32)
    shuffled = jax.random.permutation(k, indices, independent=True)
    size = int(np.round(fraction * number))
    return [jnp.sort(shuffled[0:size]), jnp.sort(shuffled[size:number])]
# %% bootstrap-ci
def bootstrap_ci(k, data, statistic, repetitions):
    data = jnp.asarray(data)
    n = data.shape[0]
    rows = jnp.floor(jax.random.uniform(k, (repetitions, n)) * n).astype(int)
    resamples = data[rows]
    stats = jax.vmap(statistic, in_axes=0)(resamples)
    return [jnp.quantile(stats, q) for q in (0.05, 0.95)]
# %% mc-price-and-greeks
def mc_price_and_greeks(k, p, paths):
    def simulate(S, K, r, sigma, T):
        z = jax.random.normal(k, (paths, 1))
        end = S * jnp.exp(r * T - sigma**2 * T / 2 + sigma * T**0.5 * z)
        pay = jnp.maximum(end, K) - K
        return jnp.sum(pay) * jnp.exp(-r * T) / paths

    args = (p["S"], p["K"], p["r"], p["sigma"], p["T"])
    value = simulate(*args)
    derivatives = jax.grad(simulate, argnums=(0, 1, 2, 3, 4))(*args)
    return [value, dict(zip(["S", "K", "r", "sigma", "T"], derivatives))]
