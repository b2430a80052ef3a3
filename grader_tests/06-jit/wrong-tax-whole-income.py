"""The rate is taken of the whole income.

loses: tax-check::test_fifteen_at_a_fifth,
    tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many
hint: only what exceeds 10
source: M56
"""
# %% tax
def tax(income, rate):
    return jnp.where(income > 10.0, rate * income, 0.0)
