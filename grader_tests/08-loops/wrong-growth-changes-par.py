"""Stores the depreciation factor in the caller's dictionary.

loses: growth-path-check::test_path_follows_the_model
hint: leave the arguments as they are
source: M79
"""
# %% growth-path
def growth_path(par, k0, T):
    par["kept"] = 1 - par["delta"]

    def period(k, _):
        output = k ** par["alpha"]
        return par["s"] * output + par["kept"] * k, (1 - par["s"]) * output

    return lax.scan(period, k0, None, length=T)
