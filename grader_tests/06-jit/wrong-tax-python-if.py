"""The global is gone, and Python's if stays; nothing is compiled here.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many
hint: no if
source: M56
"""
# %% tax
def tax(income, rate):
    if income > 10.0:
        return rate * (income - 10.0)
    return 0.0
