"""A while_loop counts the periods: right numbers, but grad raises.

loses: growth-path-check::test_gradient_agrees_with_differences,
  growth-path-check::test_gradient_works_under_jit
hint: scan
source: M104
"""
# %% growth-path
def growth_path(par, k0, T):
    def period(state):
        t, k, consumption = state
        output = k ** par["alpha"]
        consumption = consumption.at[t].set((1 - par["s"]) * output) if T > 0 else consumption
        return t + 1, par["s"] * output + (1 - par["delta"]) * k, consumption

    start = (0, k0, jnp.zeros(T))
    _, k, consumption = lax.while_loop(lambda state: state[0] < T, period, start)
    return k, consumption
