"""The broken code as it was handed out.

loses: herfindahl-check::*
hint: JAX arrays cannot be changed
source: M01
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.zeros(k, dtype=int)
    totals[firms] = totals[firms] + sales
    shares = np.divide(totals, np.sum(sales))
    return sum(np.square(shares))
