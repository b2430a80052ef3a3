"""grad of each output by itself: right, and it runs f once for each row.

loses: jacobian-by-rows-check::test_few_calls_for_many_rows
hint: one call of jax.vjp serves all rows
source: M27
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    return jnp.stack([jax.grad(lambda t, i=i: f(t)[i])(x) for i in range(f(x).size)])
