"""float() of the rate stays.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many
hint: no float()
source: M58
"""
# %% tax
def tax(income, rate):
    return jnp.where(income > 10.0, float(rate) * (income - 10.0), 0.0)
