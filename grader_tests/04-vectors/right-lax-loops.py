"""Loops of jax.lax over the unit vectors, and a product that needs no jvp: forward mode along one line."""
# %% fv
def fv(x):
    total, _ = lax.scan(lambda s, entry: (s + entry**2, None), 0.0, x)
    return total + x[1] * x[2]
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return lax.map(f, jnp.eye(n)).T
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    out, pullback = jax.vjp(f, x)
    return lax.map(lambda w: pullback(w)[0], jnp.eye(out.size))
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jnp.transpose(lax.map(lambda v: jax.jvp(f, (x,), (v,))[1], jnp.eye(x.size)))
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    slope = jax.grad(f)
    return lambda x: lax.map(lambda v: jax.jvp(slope, (x,), (v,))[1], jnp.eye(x.size)).T
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jnp.vectorize(jax.jacobian(g), signature="(n)->(m,n)")(theta)
    return jnp.diag(jnp.linalg.multi_dot([J, cov, J.T])) ** 0.5
# %% hvp
def hvp(f, x, v):
    return jax.jacfwd(lambda t: jax.grad(f)(x + t * v))(0.0)
