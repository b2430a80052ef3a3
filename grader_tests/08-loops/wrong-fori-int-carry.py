"""The carry starts as an int32, and the body makes a float of it.

loses: power-fori-check::*
hint: carry
source: M95
"""
# %% power-fori
def power_fori(x, n):
    return lax.fori_loop(0, n, lambda i, result: result * x, jnp.int32(1))
