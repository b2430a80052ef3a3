"""Computes with NumPy, which wants numbers and gets tracers.

loses: tree-axpy-check::test_works_under_jit, sgd-step-check::test_works_under_jit,
  sir-peak-check::test_many_rates_under_jit_and_vmap, sir-peak-check::test_gradient_of_the_peak
hint: NumPy wants numbers and gets a tracer
source: M28
"""
# %% tree-axpy
def tree_axpy(a, x, y):
    return jax.tree.map(lambda u, v: np.add(np.float32(a) * np.asarray(u, np.float32), np.asarray(v, np.float32)), x, y)
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    return jax.tree.map(lambda p, slope: jnp.asarray(np.asarray(p) - lr * np.asarray(slope), jnp.float32), params, slopes)
# %% sir-peak
def sir_peak(params, state0, n):
    params = {name: np.float32(rate) for name, rate in params.items()}
    state, peak = state0, state0["I"]
    for _ in range(n):
        state = sir_step(params, state)
        peak = np.maximum(peak, state["I"])
    return float(peak)
