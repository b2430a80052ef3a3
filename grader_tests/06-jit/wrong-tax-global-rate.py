"""The branch is mended, the rate is still the global one of the broken code.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many
hint: not the global RATE
source: M63
"""
# %% tax
RATE = 0.2


@jax.jit
def tax(income, rate):
    return jnp.where(income > 10.0, RATE * (income - 10.0), 0.0)
