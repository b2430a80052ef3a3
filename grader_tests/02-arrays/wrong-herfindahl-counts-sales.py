"""Sales are counted, not added.

loses: herfindahl-check::*
hint: the index depends on sales
source: own experience
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    shares = jnp.zeros(k).at[firms].add(1.0) / firms.size
    return jnp.sum(shares**2)
