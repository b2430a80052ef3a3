"""The gradient of the sum: the column sums of the Jacobian.

loses: diag-jacobian-check::test_shares_of_the_mean, diag-jacobian-check::test_any_block,
    diag-jacobian-check::test_own_price_responses, diag-jacobian-check::test_few_runs_of_the_function
hint: the gradient of the sum adds up cross effects
source: M21
"""
# %% diag-jacobian
def diag_jacobian(f, x, block):
    return jax.grad(lambda x: f(x).sum())(x)
