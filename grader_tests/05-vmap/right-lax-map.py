"""lax.map for every map, which loops inside the program and runs the function once.
"""
# %% elementwise-slope
def elementwise_slope(f):
    return lambda xs: lax.map(jax.grad(f), xs)
# %% column-apply
def column_apply(f, X):
    return jnp.moveaxis(lax.map(f, X.T), 0, -1)
# %% scores
def scores(loglik, theta, X, y):
    return lax.map(lambda row: jax.grad(loglik)(theta, *row), (X, y))
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    H = jax.jacfwd(jax.grad(lambda t: lax.map(lambda row: loglik(t, *row), (X, y)).sum()))(theta)
    S = lax.map(lambda row: jax.grad(loglik)(theta, *row), (X, y))
    V = jnp.linalg.solve(H, jnp.linalg.solve(H, S.T @ S).T)
    return jnp.diag(V) ** 0.5
# %% pairwise
def pairwise(dist, X, Y):
    return lax.map(lambda x: lax.map(lambda y: dist(x, y), Y), X)
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    return lax.map(lambda a: lax.map(lambda b: jnp.where(loss(a, b) < cap, loss(a, b), cap), b_values), a_values)
# %% diag-jacobian
def diag_jacobian(f, x, block):
    def own(i):
        return jax.jvp(f, (x,), ((jnp.arange(x.size) == i) * 1.0,))[1][i]
    return lax.map(own, jnp.arange(x.size), batch_size=block)
