"""The rate is declared static, so that each reform compiles anew and no tracer is let in.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many
hint: nothing static
source: M67
"""
# %% tax
@jax.jit(static_argnames=("rate",))
def tax(income, rate):
    return jnp.where(income > 10.0, rate * (income - 10.0), 0.0)
