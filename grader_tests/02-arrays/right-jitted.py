"""Compiled wherever jit goes: inside blocks, with static numbers, and with the functions closed over."""
# %% set-entry
@jax.jit
def replaced(x, i, v):
    return x.at[i].set(v)

def set_entry(x, i, v):
    n = np.size(x)
    if i not in range(-n, n):
        raise IndexError(f"{i} of {n}")
    return replaced(jnp.asarray(x, dtype=jnp.result_type(x, v)), i, v)
# %% safe-get
@jax.jit
def safe_get(x, i):
    padded = jnp.append(jnp.astype(x, jnp.result_type(x, jnp.nan)), jnp.nan)
    return padded[jnp.where((i < 0) | (i >= x.size), x.size, i)]
# %% sum-of-squares
def squares(n, dtype):
    return jax.jit(lambda: jnp.sum(jnp.square(1 + jnp.arange(n, dtype=dtype))))()

def sum_of_squares(n):
    narrow = squares(n, jnp.float32)
    with jax.enable_x64(True):
        return narrow, jax.device_put(squares(n, jnp.float64), device=jax.local_devices(backend="cpu")[0])
# %% herfindahl
import functools

@functools.partial(jax.jit, static_argnames="k")
def herfindahl(firms, sales, k):
    totals = jax.ops.segment_sum(sales, firms, num_segments=k)
    return jnp.linalg.norm(totals / totals.sum()) ** 2
# %% central-diff
def central_diff(f, x, h):
    return jax.jit(lambda x, h: (f(x + h) - f(x - h)) / (2 * h))(x, h)
# %% best-step
def best_step(f, df, x, steps, bits):
    @jax.jit
    def search(x, steps):
        errors = abs(central_diff(f, x, steps) - df(x))
        at = errors.argmin()
        return steps[at], errors.min()

    with jax.enable_x64(bits == 64):
        return search(jnp.array(x), jnp.array(steps))
