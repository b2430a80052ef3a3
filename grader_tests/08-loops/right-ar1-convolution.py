"""The closed form as a convolution with the powers of rho: no loop, no matrix, the same levels.
"""
# %% ar1-path
def ar1_path(params, shocks):
    T = len(shocks)
    if T == 0:
        return jnp.zeros_like(shocks)
    fading = jnp.power(params["rho"], jnp.arange(T, dtype=jnp.float32))
    return params["mu"] + params["sigma"] * jnp.convolve(fading, shocks)[:T]
