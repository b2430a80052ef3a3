"""jnp.vectorize and apply_along_axis in place of vmap; NumPy at the ends, early casts.
"""
# %% elementwise-slope
def elementwise_slope(f):
    return jnp.vectorize(jax.grad(f))
# %% column-apply
def column_apply(f, X):
    return jnp.apply_along_axis(f, 0, X)
# %% scores
def scores(loglik, theta, X, y):
    one = jnp.vectorize(jax.grad(loglik), signature="(k),(k),()->(k)", excluded=())
    return one(theta, X, jnp.asarray(y, jnp.float32))
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    theta, X, y = jnp.asarray(theta, jnp.float32), jnp.asarray(X, jnp.float32), jnp.asarray(y, jnp.float32)
    S = np.asarray(scores(loglik, theta, X, y), dtype=np.float64)
    H = jax.vmap(jax.hessian(loglik), (None, 0, 0))(theta, X, y)
    A = np.linalg.inv(np.asarray(H, dtype=np.float64).sum(axis=0))
    V = np.einsum("ij,nj,nk,kl->il", A, S, S, A)
    return jnp.asarray(np.sqrt(np.diag(V)), jnp.float32)
# %% pairwise
def pairwise(dist, X, Y):
    return jnp.vectorize(dist, signature="(k),(k)->()")(X[:, None, :], Y[None, :, :])
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    table = jnp.vectorize(loss)(jnp.asarray(a_values)[:, None], jnp.asarray(b_values)[None, :])
    return jnp.clip(table, max=cap)
# %% diag-jacobian
def diag_jacobian(f, x, block):
    push = jax.linearize(f, x)[1]
    out = np.zeros(0) if isinstance(x, np.ndarray) else []
    for start in range(0, x.size, block):
        i = jnp.arange(start, min(start + block, x.size))
        units = (jnp.arange(x.size)[None, :] == i[:, None]).astype(x.dtype)
        out.append(jnp.take_along_axis(jax.vmap(push)(units), i[:, None], axis=1)[:, 0])
    return jnp.concatenate(out)
