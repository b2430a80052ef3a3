"""A Python loop over the shocks: right, and the program grows with T.

loses: ar1-path-check::test_small_program
hint: one scan over the shocks
source: M108
"""
# %% ar1-path
def ar1_path(params, shocks):
    z, levels = 0.0, []
    for shock in shocks:
        z = params["rho"] * z + params["sigma"] * shock
        levels.append(params["mu"] + z)
    return jnp.stack(levels) if levels else jnp.zeros(0)
