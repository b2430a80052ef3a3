"""A list of numbers is handed to jnp.sum.

loses: herfindahl-check::*
hint: that is a Python list or tuple
source: M09
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = [jnp.sum(jnp.where(firms == firm, sales, 0.0)) for firm in range(k)]
    return jnp.sum([(total / jnp.sum(sales)) ** 2 for total in totals])
