"""The level is taken from the old deviation, before the shock.

loses: ar1-path-check::test_one_shock_fades, ar1-path-check::test_levels_follow_the_shocks,
  ar1-path-check::test_panel_of_shocks, ar1-path-check::test_gradient_of_the_last_level
hint: one step late
source: M99
"""
# %% ar1-path
def ar1_path(params, shocks):
    def step(z, shock):
        return params["rho"] * z + params["sigma"] * shock, params["mu"] + z

    _, levels = lax.scan(step, 0.0, shocks)
    return levels
