"""The number of periods becomes an array: grad works on numbers, jit(grad) does not.

loses: growth-path-check::test_gradient_works_under_jit
hint: scan
source: M104
"""
# %% growth-path
def growth_path(par, k0, T):
    def period(t, state):
        k, consumption = state
        output = k ** par["alpha"]
        if T > 0:
            consumption = consumption.at[t].set((1 - par["s"]) * output)
        return par["s"] * output + (1 - par["delta"]) * k, consumption

    periods = jnp.ones(T, dtype=int).sum()
    return lax.fori_loop(0, periods, period, (k0, jnp.zeros(T)))
