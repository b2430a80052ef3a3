"""The closed form with a T by T matrix of powers of rho: right, and it needs T times the memory.

loses: ar1-path-check::test_small_program
hint: T by T matrix
source: M108
"""
# %% ar1-path
def ar1_path(params, shocks):
    t = jnp.arange(shocks.size)
    age = jnp.maximum(t[:, None] - t[None, :], 0)
    weights = jnp.tril(params["rho"] ** age)
    return params["mu"] + params["sigma"] * (weights @ shocks)
