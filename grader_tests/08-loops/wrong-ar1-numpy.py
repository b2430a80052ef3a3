"""NumPy walks over the shocks: right for numbers, impossible for tracers.

loses: ar1-path-check::test_panel_of_shocks, ar1-path-check::test_small_program
hint: jnp
source: M57
"""
# %% ar1-path
def ar1_path(params, shocks):
    z, levels = 0.0, []
    for shock in np.asarray(shocks):
        z = params["rho"] * z + params["sigma"] * shock
        levels.append(params["mu"] + z)
    return jnp.array(levels, dtype=jnp.float32)
