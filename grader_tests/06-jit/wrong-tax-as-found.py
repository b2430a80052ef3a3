"""The broken code with one more argument: if, float() and the global are all still there.

loses: tax-check::test_fifteen_at_a_fifth,
    tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many
hint: jnp.where
source: M56
"""
# %% tax
RATE = 0.2


@jax.jit
def tax(income, rate):
    if income > 10.0:
        return RATE * float(income - 10.0)
    return 0.0
