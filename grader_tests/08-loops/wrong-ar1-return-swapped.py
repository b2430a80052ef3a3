"""The body returns (output, carry): the level is carried, the deviation is kept.

loses: ar1-path-check::test_one_shock_fades, ar1-path-check::test_levels_follow_the_shocks,
  ar1-path-check::test_panel_of_shocks, ar1-path-check::test_gradient_of_the_last_level
hint: the body of scan returns (new carry, output)
source: M92
"""
# %% ar1-path
def ar1_path(params, shocks):
    def step(z, shock):
        z = params["rho"] * z + params["sigma"] * shock
        return params["mu"] + z, z

    _, levels = lax.scan(step, 0.0, shocks)
    return levels
