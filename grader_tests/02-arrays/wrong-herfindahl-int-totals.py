"""The totals are still whole numbers, and fractions are lost.

loses: herfindahl-check::test_repeats_and_fractions
hint: fractions are lost in an int32 array
source: M05
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.zeros(k, dtype=int).at[firms].add(sales)
    shares = totals / jnp.sum(sales)
    return jnp.sum(shares**2)
