"""vmap over unit vectors, as 05-vmap will do it, and linearize in place of many jvp."""
# %% fv
def fv(x):
    return jnp.sum(jax.vmap(jnp.square)(x)) + jnp.prod(x[1:3])
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jax.vmap(f, out_axes=1)(jnp.eye(n))
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    shape = jax.eval_shape(f, x)
    _, pullback = jax.vjp(f, x)
    (rows,) = jax.vmap(pullback)(jnp.eye(shape.size, dtype=shape.dtype))
    return rows
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    _, push = jax.linearize(f, x)
    return jax.vmap(push, out_axes=-1)(jnp.eye(len(x)))
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    def at(x):
        push = lambda tangent: jax.jvp(jax.grad(f), (x,), (tangent,))[1]
        return jax.vmap(push)(jnp.eye(len(x)))

    return at
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jacobian_by_columns(g, theta)
    return jnp.sqrt(jax.vmap(lambda row: row @ cov @ row)(J))
# %% hvp
def hvp(f, x, v):
    _, push = jax.linearize(jax.grad(f), x)
    return push(v)
