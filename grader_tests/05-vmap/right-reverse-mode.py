"""Pullbacks, jacrev of slices and the specification's loop where no count is asked; other names.
"""
# %% elementwise-slope
def elementwise_slope(function):
    def of_all(points):
        values, pullback = jax.vjp(jax.vmap(function), points)
        return pullback(jnp.ones_like(values))[0]
    return of_all
# %% column-apply
def column_apply(function, table):
    transposed = jnp.transpose(table)
    result = jax.vmap(function)(transposed)
    return result.T if result.ndim > 1 else result
# %% scores
def scores(ll, params, covariates, outcomes):
    everyone = lambda p: jax.vmap(lambda x, y: ll(p, x, y))(covariates, outcomes)
    return jax.jacrev(everyone)(params)
# %% sandwich-se
def sandwich_se(ll, params, covariates, outcomes):
    H = jnp.zeros((len(params), len(params)))
    B = jnp.zeros((len(params), len(params)))
    for i in range(len(outcomes)):
        s = jax.grad(ll)(params, covariates[i], outcomes[i])
        H = H + jax.hessian(ll)(params, covariates[i], outcomes[i])
        B = B + s[:, None] * s[None, :]
    inverse = jnp.linalg.inv(-H)
    return jnp.array([jnp.sqrt((inverse @ B @ inverse)[j, j]) for j in range(len(params))])
# %% pairwise
def pairwise(function, left, right):
    return jax.vmap(jax.vmap(function, (0, None)), (None, 0))(left, right).T
# %% loss-grid
def loss_grid(function, down, across, most):
    A, B = jnp.meshgrid(down, across, indexing="ij")
    flat = jax.vmap(function)(A.ravel(), B.ravel())
    return jnp.minimum(flat, most).reshape(len(down), len(across))
# %% diag-jacobian
def diag_jacobian(function, point, size):
    diagonal = []
    for start in range(0, len(point), size):
        end = min(start + size, len(point))
        rows = jax.jacrev(lambda x: function(x)[start:end])(point)
        diagonal.append(rows[jnp.arange(end - start), jnp.arange(start, end)])
    return jnp.concatenate(diagonal)
