"""A while_loop that fills an array: right numbers, but no reverse gradient goes through it.

loses: ar1-path-check::test_gradient_of_the_last_level
hint: reverse
source: M104
"""
# %% ar1-path
def ar1_path(params, shocks):
    def step(state):
        t, z, levels = state
        z = params["rho"] * z + params["sigma"] * shocks[t]
        return t + 1, z, levels.at[t].set(params["mu"] + z)

    if shocks.size == 0:
        return jnp.zeros(0)
    start = (0, jnp.float32(0.0), jnp.zeros(shocks.size))
    return lax.while_loop(lambda state: state[0] < shocks.size, step, start)[2]
