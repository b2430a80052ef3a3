"""A column of shares times a row of shares: all products, which add up to 1.

loses: herfindahl-check::*
hint: broadcast to (k, k)
source: M10
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    shares = jnp.zeros(k).at[firms].add(sales)[:, None] / jnp.sum(sales)
    return jnp.sum(shares * shares.reshape(k))
