"""The squares are made outside the 64-bit block, in float32, and cast inside.

loses: sum-of-squares-check::test_wide_is_exact
hint: digits were lost before the sum
source: M07
"""
# %% sum-of-squares
def sum_of_squares(n):
    squares = jnp.arange(1, n + 1, dtype=jnp.float32) ** 2
    with jax.enable_x64(True):
        wide = jax.device_put(squares.astype(jnp.float64), jax.devices("cpu")[0])
        return jnp.sum(squares), jnp.sum(wide)
