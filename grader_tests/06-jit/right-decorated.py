"""jit wherever it can stand, other names for the arguments, settings by decorators of both forms.
"""
# %% new after imports
from functools import partial
# %% compiled-gradient
def compiled_gradient(loss):
    @jax.jit
    @jax.grad
    def slope(theta):
        return loss(theta)

    return slope
# %% count-traces
def count_traces(g, argument_lists):
    log = []

    @jax.jit
    def watched(*arguments):
        log.append("traced")
        return g(*arguments)

    for arguments in argument_lists:
        jax.block_until_ready(watched(*arguments))
    return len(log)
# %% tax
@jax.jit
def tax(y, tau):
    return jax.lax.select(y > 10, tau * (y - 10), jnp.zeros_like(tau * y))
# %% poly
@partial(jax.jit, static_argnames=["coeffs", "derivative"])
def poly(coeffs, x, derivative=False):
    if derivative:
        return jax.grad(lambda t: jnp.polyval(jnp.array(coeffs[::-1]), t))(x)
    return jnp.polyval(jnp.array(coeffs[::-1]), x)
# %% pad-to-bucket
@partial(jax.jit, static_argnums=1)
def pad_to_bucket(v, sizes):
    size = next((s for s in sizes if s >= v.size), None)
    if size is None:
        raise ValueError(f"{v.size} entries fit into none of {sizes}")
    return jnp.zeros(size, v.dtype).at[: v.size].set(v), jnp.zeros(size, bool).at[: v.size].set(True)
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    durations = [-clock() + (jax.block_until_ready(f(x)), clock())[1] for _ in range(n + 1)]
    first, *rest = durations
    return dict(first=first, median=float(jnp.median(jnp.array(rest))))
# %% audit
def audit(seconds):
    m = {name: jnp.median(jnp.asarray(runs)) for name, runs in seconds.items()}
    gain, cost = m["eager"] - m["blocked"], m["first"] - m["blocked"]
    pays = None if gain <= 0 else int(jnp.maximum(jnp.ceil(cost / gain), 1))
    claimed = jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"])
    return {"break_even": pays, "compile": cost, "speedup": m["eager"] / m["blocked"], "claimed": claimed}
