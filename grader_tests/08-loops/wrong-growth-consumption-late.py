"""Consumption is eaten from the capital of the next period.

loses: growth-path-check::test_two_periods, growth-path-check::test_path_follows_the_model
hint: c_t comes from k_t
source: M92
"""
# %% growth-path
def growth_path(par, k0, T):
    def period(k, _):
        k = par["s"] * k ** par["alpha"] + (1 - par["delta"]) * k
        return k, (1 - par["s"]) * k ** par["alpha"]

    return lax.scan(period, k0, None, length=T)
