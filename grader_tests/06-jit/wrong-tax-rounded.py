"""Rounded to whole units, so that the slope is lost.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_marginal_tax_of_many
hint: no rounding
source: M29
"""
# %% tax
def tax(income, rate):
    return jnp.round(jnp.maximum(income - 10.0, 0.0)) * rate
