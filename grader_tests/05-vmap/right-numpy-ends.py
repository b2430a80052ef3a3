"""NumPy arrays, filled number by number from mapped pieces; copies that nobody needs.
"""
# %% elementwise-slope
def elementwise_slope(f):
    def slopes(xs):
        xs = jnp.array(xs, dtype=jnp.float32)
        return np.array([float(s) for s in jax.vmap(jax.grad(f))(xs)], dtype=np.float32)
    return slopes
# %% column-apply
def column_apply(f, X):
    result = jax.vmap(f, in_axes=1)(jnp.array(X))
    return np.array(result).T.astype(np.float32)
# %% scores
def scores(loglik, theta, X, y):
    k = len(theta)
    gradient = jax.grad(loglik, argnums=(0,))
    result = jax.vmap(gradient, in_axes=(None, 0, 0), out_axes=0)(theta, X, y)
    return np.array(result[0]).reshape(-1, k)
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    S = scores(loglik, theta, X, y)
    H = 0.0
    for x_i, y_i in zip(X, y):
        H += np.array(jax.hessian(loglik)(theta, x_i, y_i))
    bread = np.linalg.inv(H)
    covariance = bread.dot(S.T).dot(S).dot(bread)
    return jnp.array([float(covariance[j, j]) ** 0.5 for j in range(len(theta))])
# %% pairwise
def pairwise(dist, X, Y):
    i, j = np.divmod(np.arange(len(X) * len(Y)), len(Y))
    return np.array(jax.vmap(dist)(X[i], Y[j])).reshape(len(X), len(Y))
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    table = np.array(jax.vmap(jax.vmap(loss, (None, 0)), (0, None))(a_values, b_values))
    table[table > cap] = cap
    return table
