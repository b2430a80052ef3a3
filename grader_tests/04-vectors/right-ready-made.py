"""JAX's own functions throughout: jacrev, jacfwd, hessian, and a product by reverse over reverse."""
# %% fv
fv = lambda x: x @ x + x[1] * x[2]
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jax.jacfwd(f)(jnp.ones(n))
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    return jax.jacrev(f)(x)
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jax.jacfwd(f)(x)
# %% hessian-fwd-over-rev
hessian_fwd_over_rev = jax.hessian
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacfwd(g)(theta)
    return jnp.sqrt(jnp.einsum("ij,jk,ik->i", J, cov, J))
# %% hvp
def hvp(f, x, v):
    return jax.grad(lambda t: jnp.vdot(jax.grad(f)(t), v))(x)
