"""Python's sum adds one share after the other.

loses: herfindahl-check::test_program_does_not_grow
hint: Python's sum takes k operations
source: syllabus: builtin sum
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.zeros(k).at[firms].add(sales)
    return sum(jnp.square(totals / jnp.sum(sales)))
