"""A Python loop over the periods: right, and the program grows with T.

loses: growth-path-check::test_program_does_not_grow
hint: one lax loop over the periods
source: M108
"""
# %% growth-path
def growth_path(par, k0, T):
    k, consumption = jnp.asarray(k0), []
    for _ in range(T):
        output = k ** par["alpha"]
        consumption.append((1 - par["s"]) * output)
        k = par["s"] * output + (1 - par["delta"]) * k
    return k, jnp.array(consumption)
