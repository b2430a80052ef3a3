"""Without the branch, the poor get money.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_marginal_tax_of_many
hint: below 10 it is 0
source: M56
"""
# %% tax
def tax(income, rate):
    return rate * (income - 10.0)
