"""One jvp along ones: the row sums of the Jacobian.

loses: diag-jacobian-check::test_shares_of_the_mean, diag-jacobian-check::test_any_block,
    diag-jacobian-check::test_own_price_responses, diag-jacobian-check::test_few_runs_of_the_function
hint: that is the sum of each row
source: M41
"""
# %% diag-jacobian
def diag_jacobian(f, x, block):
    return jax.jvp(f, (x,), (jnp.ones_like(x),))[1]
