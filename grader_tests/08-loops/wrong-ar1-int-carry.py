"""The list is mended; the carry still starts as an int32.

loses: ar1-path-check::*
hint: carry
source: M95
"""
# %% ar1-path
def ar1_path(params, shocks):
    def step(z, shock):
        z = params["rho"] * z + params["sigma"] * shock
        return z, params["mu"] + z

    _, levels = lax.scan(step, jnp.int32(0), shocks)
    return levels
