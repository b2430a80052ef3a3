"""Branches by lax.cond, both of which run under vmap; derivatives forward, in Python lists and tuples.
"""
# %% elementwise-slope
def elementwise_slope(f):
    return jax.vmap(lambda x: jax.jvp(f, (x,), (1.0,))[1])
# %% scores
def scores(loglik, theta, X, y):
    gradient = jax.jacfwd(loglik)
    return jax.vmap(lambda i: gradient(theta, X[i], y[i]))(jnp.arange(len(y)))
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    gradients = scores(loglik, theta, X, y)
    hessians = jax.vmap(jax.jacfwd(jax.jacfwd(loglik)), in_axes=(None, 0, 0))(theta, X, y)
    filling = jax.vmap(jnp.outer)(gradients, gradients).sum(0)
    influence = jnp.linalg.solve(hessians.sum(0), filling)
    return jnp.sqrt(jnp.diag(jnp.linalg.solve(hessians.sum(0), influence.T)))
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    def capped(a, b):
        value = loss(a, b)
        return lax.cond(value > cap, lambda v: jnp.full_like(v, cap), lambda v: v, value)
    return jnp.stack(tuple(jax.vmap(jax.vmap(capped, (None, 0)), (0, None))(a_values, b_values)))
# %% diag-jacobian
def diag_jacobian(f, x, block):
    n = x.shape[0]
    def own(i):
        return lax.cond(i < n, lambda j: jax.jvp(f, (x,), (jnp.zeros(n).at[j].set(1.0),))[1][j], lambda j: 0.0, i)
    padded = jnp.arange(-(-n // block) * block).reshape(-1, block)
    answer = ()
    for group in padded:
        answer += (jax.vmap(own)(group),)
    return jnp.concatenate(answer)[:n]
