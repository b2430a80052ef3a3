"""The broken code as it was handed out.

loses: ar1-path-check::*
hint: carry
source: M97
"""
# %% ar1-path
def ar1_path(params, shocks):
    def step(shock, z):
        z = params["rho"] * z + params["sigma"] * shock
        return [z], params["mu"] + z

    _, levels = lax.scan(step, jnp.int32(0), shocks)
    return levels
