"""The totals are squared, not the shares.

loses: herfindahl-check::test_three_firms, herfindahl-check::test_repeats_and_fractions
hint: divide the totals by all sales
source: own experience
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    return jnp.sum(jnp.zeros(k).at[firms].add(sales) ** 2)
