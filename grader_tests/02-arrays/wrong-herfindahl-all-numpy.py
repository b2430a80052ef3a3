"""np.add.at and NumPy to the end.

loses: herfindahl-check::test_result_is_of_jax_and_compiles, herfindahl-check::test_program_does_not_grow
hint: that is no JAX array
source: M11
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    totals = np.zeros(k, np.float32)
    np.add.at(totals, np.asarray(firms), np.asarray(sales))
    return np.sum(np.square(totals / np.sum(totals)))
