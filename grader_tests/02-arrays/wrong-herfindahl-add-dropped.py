"""The array that .at[].add returns is thrown away.

loses: herfindahl-check::*
hint: the index depends on sales
source: M02
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.zeros(k)
    totals.at[firms].add(sales)
    return jnp.sum((totals / jnp.sum(sales)) ** 2)
