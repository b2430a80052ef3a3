"""Solutions use functions that a cell of the student's own defines later in the notebook, and jit where it is not asked for.
"""
# %% power-static
@jax.jit(static_argnums=1)
def power_static(x, n):
    return x * power_static(x, n - 1) if n > 0 else 1.0
# %% newton-sqrt
def newton_sqrt(a, tol):
    state = lax.while_loop(lambda s: _go_on(s, tol), _improve, {"a": a, "root": a, "steps": 0})
    return state["root"], state["steps"]
# %% new after newton-sqrt
MOST = 40


def _go_on(s, tol):
    return (jnp.abs(s["root"] ** 2 - s["a"]) > tol) & (s["steps"] < MOST)


def _improve(s):
    return dict(s, root=jnp.mean(jnp.stack([s["root"], s["a"] / s["root"]])), steps=s["steps"] + 1)
# %% power-scan
def power_scan(x, n):
    final, history = jax.jit(lambda x: lax.scan(lambda c, f: (c * f, c * f), 1.0, jnp.full((n,), x)))(x)
    return (final, history)
