"""Work spread over cells of the student's own, with names that the checks use as well."""
# %% new after imports
from functools import partial
from jax import numpy, device_put, devices
CPU = devices("cpu")[0]
FIRMS = SALES = I = ENTRIES = NARROW = READ = CASES = known = off = exact = wrong = "my own"
# %% new after describe-task
def place(array):
    return next(iter(array.devices()))
# %% describe
def describe(x, /, *, extra=None):
    array = numpy.asarray(x)
    return {"platform": place(array).platform, "weak": array.aval.weak_type, "dtype": f"{array.dtype}", "shape": array.shape}
# %% new after set-entry-task
def check_index(i, n):
    if i < -n or i > n - 1:
        raise IndexError("out of range")
# %% set-entry
def set_entry(vector, index, value):
    check_index(index, len(vector))
    wide = jnp.asarray(vector) + jnp.zeros_like(vector, dtype=jnp.result_type(vector, value))
    return wide.at[index].set(value)
# %% safe-get
def safe_get(x, i):
    n = x.shape[0]
    x = x / 1
    return x.at[jnp.where(i >= 0, i, n)].get(mode="fill")
# %% new after sum-of-squares-task
def total(n, dtype):
    return (jnp.arange(n + 1).astype(dtype) ** 2).sum()
# %% sum-of-squares
def sum_of_squares(n):
    with jax.default_device(CPU):
        narrow = total(n, "float32")
        with jax.enable_x64(True):
            wide = total(n, "float64")
    return narrow, device_put(wide, CPU)
# %% herfindahl
def herfindahl(firms, sales, k):
    owner = jnp.asarray(firms[None, :] == jnp.arange(k)[:, None], dtype=sales.dtype)
    return jnp.square(owner @ sales / sales.sum()).sum()
# %% new after central-diff-task
def quotient(two_h, f, x, h):
    return (f(x + h) - f(x - h)) / two_h
# %% central-diff
central_diff = lambda f, x, h: partial(quotient, 2 * h)(f, x, h)
# %% best-step
def best_step(f, df, x, steps, bits):
    flag = {32: False, 64: True}[bits]
    with jax.enable_x64(flag):
        x, steps = jnp.asarray(x), jnp.asarray(steps)
        errors = jnp.abs(jax.vmap(lambda h: central_diff(f, x, h))(steps) - df(x))
        order = jnp.argsort(errors)
        return steps[order][0], errors[order][0]
