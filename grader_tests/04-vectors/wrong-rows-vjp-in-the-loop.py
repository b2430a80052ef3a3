"""Runs f anew for each row.

loses: jacobian-by-rows-check::test_few_calls_for_many_rows
hint: one call of jax.vjp serves all rows
source: M27
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    return jnp.stack([jax.vjp(f, x)[1](cotangent)[0] for cotangent in jnp.eye(f(x).size)])
