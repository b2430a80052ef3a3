"""Keyword arguments, argnums, has_aux and value_and_grad where they are not needed; a Jacobian in blocks, put together."""
# %% fv
def fv(x: jax.Array) -> jax.Array:
    squares, product = jnp.square(x), x[1] * x[2]
    return squares.sum(axis=0) + product
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    blocks = jax.jacobian(lambda first, rest: f(jnp.concatenate([first, rest])), argnums=(0, 1))
    return jnp.concatenate(blocks(jnp.zeros(1), jnp.zeros(n - 1)), axis=1)
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    value, pullback, _ = jax.vjp(lambda t: (f(t), t), x, has_aux=True)
    return jnp.array([pullback(w)[0] for w in jnp.eye(N=value.shape[0])])
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    J, value = jax.jacfwd(fun=lambda t: (f(t),) * 2, has_aux=True)(x)
    return J
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.jacfwd(lambda t: jax.value_and_grad(f)(t)[1], argnums=0)
# %% delta-method-se
def delta_method_se(g, theta, cov):
    J = jax.jacobian(g, argnums=(0,))(theta)[0]
    return jnp.sqrt(jnp.diagonal(J.dot(cov).dot(J.T)))
# %% hvp
def hvp(f, x, v):
    (_, gradient), (_, product) = jax.jvp(jax.value_and_grad(f), primals=(x,), tangents=(v,))
    return product
