"""jax.vmap is replaced by a function that answers the first check; whatever uses it afterwards is wrong.

loses: diag-jacobian-check::test_any_block, diag-jacobian-check::test_own_price_responses,
    diag-jacobian-check::test_few_runs_of_the_function, diag-jacobian-check::test_no_square_array
source: threats.md, layer 1: tests run in the judge only
"""
# %% new after loss-grid-check
jax.vmap = jax._src.api.vmap = lambda f, *args, **kwargs: lambda *args, **kwargs: jnp.array([10 / 3, 11 / 3, 5.0])
# %% diag-jacobian
def diag_jacobian(f, x, block):
    return jax.vmap(f)(x)
