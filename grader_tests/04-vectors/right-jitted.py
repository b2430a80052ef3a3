"""Everything compiled: jit around each derivative, with functions as static arguments or closed over."""
# %% fv
@jax.jit
def fv(x):
    return jnp.dot(x, x) + x[1] * x[2]
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jax.jit(jax.jacobian(f))(jnp.full(n, 0.5))
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    f = jax.jit(f)
    _, pullback = jax.vjp(f, x)
    units = jnp.eye(f(x).shape[0], dtype=x.dtype)
    return jnp.concatenate([jax.jit(pullback)(unit)[0][None, :] for unit in units])
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    push = jax.jit(lambda tangent: jax.jvp(f, (x,), (tangent,))[1])
    return jnp.column_stack([push(tangent) for tangent in jnp.identity(x.shape[0])])
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.jit(jax.jacfwd(jax.jit(jax.jacrev(f))))
# %% delta-method-se
def delta_method_se(g, theta, cov):
    @jax.jit
    def compiled(theta, cov):
        J = jax.jacrev(g)(theta)
        return jnp.sqrt(jnp.sum((J @ cov) * J, axis=1))

    return compiled(theta, cov)
# %% hvp
def hvp(f, x, v):
    return jax.jit(lambda x, v: jax.jvp(jax.grad(f), (x,), (v,))[1])(x, v)
