"""Compiled where it is not asked for: decorators, static functions, partial, one function rebound.
"""
# %% new after imports
import functools
# %% elementwise-slope
def elementwise_slope(f):
    return jax.jit(jax.vmap(jax.jit(jax.grad(f))))
# %% column-apply
@functools.partial(jax.jit, static_argnums=0)
def column_apply(f, X):
    return jax.vmap(f, 1, -1)(X)
# %% scores
def scores(loglik, theta, X, y):
    return jax.vmap(jax.jit(jax.grad(loglik)), in_axes=[None, 0, 0])(theta, X, y)


scores = jax.jit(scores, static_argnums=0)
# %% sandwich-se
@functools.partial(jax.jit, static_argnames=("loglik",))
def sandwich_se(loglik, theta, X, y):
    each = jax.vmap(loglik, (None, 0, 0))
    H = jax.hessian(lambda t: jnp.sum(each(t, X, y)))(theta)
    S = scores(loglik, theta, X, y)
    half = jnp.linalg.solve(H, S.T)
    return jnp.sqrt(jnp.sum(half**2, axis=1))
# %% pairwise
pairwise = jax.jit(lambda dist, X, Y: jax.vmap(lambda x: jax.vmap(functools.partial(dist, x))(Y))(X), static_argnums=0)
# %% loss-grid
@functools.partial(jax.jit, static_argnums=(0,))
def loss_grid(loss, a_values, b_values, cap):
    return jax.vmap(lambda a: jax.vmap(lambda b: jnp.where(loss(a, b) > cap, cap, loss(a, b)))(b_values))(a_values)
# %% diag-jacobian
@functools.partial(jax.jit, static_argnums=(0, 2))
def diag_jacobian(f, x, block):
    n = x.shape[0]
    def one(i):
        return jax.grad(lambda t: f(x.at[i].set(t))[i])(x[i])
    return jnp.hstack([jax.vmap(one)(jnp.arange(s, min(s + block, n))) for s in range(0, n, block)])
