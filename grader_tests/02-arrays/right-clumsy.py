"""Clumsy and correct: loops, lists and Python numbers, as the specifications have them.

source: the specifications
"""
# %% describe
def describe(x):
    result = {}
    a = jnp.array(x)
    result["platform"] = list(a.devices())[0].platform
    result["weak"] = bool(jax.typeof(a).weak_type)
    result["dtype"] = a.dtype.name
    result["shape"] = tuple(int(n) for n in a.shape)
    return result
# %% set-entry
def set_entry(x, i, v):
    entries = list(x)
    entries[i] = v
    return jnp.array(entries)
# %% safe-get
def safe_get(x, i):
    entries = []
    for k in i:
        entries.append(float(x[k]) if 0 <= k < len(x) else math.nan)
    return jnp.array(entries)
# %% sum-of-squares
def sum_of_squares(n):
    total = 0
    for k in range(1, n + 1):
        total = total + k**2
    narrow = jnp.float32(total)
    with jax.enable_x64(True):
        wide = jnp.float64(total)
        wide = jax.device_put(wide, jax.devices("cpu")[0])
    return [narrow, wide]
# %% herfindahl
def herfindahl(firms, sales, k):
    owner = firms[:, None] == jnp.arange(k)
    totals = jnp.sum(owner * sales[:, None], axis=0)
    return jnp.sum(jnp.square(jnp.divide(totals, jnp.sum(totals))))
# %% central-diff
def central_diff(function, point, step):
    right = function(point + step)
    left = function(point - step)
    difference = right - left
    return difference / step / 2
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        x = jnp.asarray(x)
        best, least = None, math.inf
        for h in steps:
            h = jnp.asarray(h)
            error = abs(central_diff(f, x, h) - df(x))
            if error < least:
                best, least = h, error
        return best, least
