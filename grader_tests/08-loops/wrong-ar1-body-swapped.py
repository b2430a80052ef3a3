"""Both loud faults are mended; the body is still (x, carry).

loses: ar1-path-check::test_one_shock_fades, ar1-path-check::test_levels_follow_the_shocks,
  ar1-path-check::test_panel_of_shocks, ar1-path-check::test_gradient_of_the_last_level
hint: the body of scan is (carry, x), carry first
source: M91
"""
# %% ar1-path
def ar1_path(params, shocks):
    def step(shock, z):
        z = params["rho"] * z + params["sigma"] * shock
        return z, params["mu"] + z

    _, levels = lax.scan(step, 0.0, shocks)
    return levels
