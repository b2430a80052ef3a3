"""Everything is compiled, whether it needs to be or not."""
# %% tree-axpy
@jax.jit
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: a * u + v, x, y)
# %% tree-dot
@jax.jit
def tree_dot(x, y):
    return jax.tree.reduce(jnp.add, jax.tree.map(lambda u, v: (u * v).sum(), x, y))
# %% sgd-step
import functools

@functools.partial(jax.jit, static_argnums=0)
def sgd_step(loss, params, data, lr):
    return jax.tree.map(lambda p, slope: p - lr * slope, params, jax.grad(loss)(params, data))
# %% sir-peak
@functools.partial(jax.jit, static_argnames="n")
def sir_peak(params, state0, n):
    state, peak = state0, state0["I"]
    for _ in range(n):
        state = sir_step(params, state)
        peak = jnp.where(state["I"] > peak, state["I"], peak)
    return peak
# %% sensitivities
sensitivities = jax.jit(
    lambda model, params: jax.grad(model)(jax.tree.map(lambda leaf: leaf * 1.0, params)), static_argnums=0
)
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    compiled = jax.jit(jax.vmap(lambda beta, gamma: peak(dict(beta=beta, gamma=gamma), n), (0, None)))
    return compiled(betas, gamma)
