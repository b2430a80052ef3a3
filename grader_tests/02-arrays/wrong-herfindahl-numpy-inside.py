"""np.divide and np.square are still there: right numbers, and no way through jit.

loses: herfindahl-check::test_result_is_of_jax_and_compiles, herfindahl-check::test_program_does_not_grow
hint: np.square and np.divide leave JAX
source: M11
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = jnp.zeros(k).at[firms].add(sales)
    shares = np.divide(totals, np.sum(sales))
    return jnp.sum(np.square(shares))
