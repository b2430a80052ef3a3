"""Mended with .at[].set: a firm that sells twice counts once.

loses: herfindahl-check::test_three_firms, herfindahl-check::test_repeats_and_fractions
hint: .at[firms].add adds up repeated positions
source: M13
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.zeros(k)
    totals = totals.at[firms].set(totals[firms] + sales)
    shares = totals / jnp.sum(sales)
    return jnp.sum(shares**2)
