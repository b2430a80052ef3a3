"""The array is left on the default device, uncommitted.

loses: sum-of-squares-check::test_wide_is_committed_to_the_cpu
hint: commit the numbers to the CPU
source: the lecture: device_put to the cpu
"""
# %% sum-of-squares
def sum_of_squares(n):
    narrow = jnp.sum(jnp.arange(1, n + 1, dtype=jnp.float32) ** 2)
    with jax.enable_x64(True):
        return narrow, jnp.sum(jnp.arange(1, n + 1, dtype=jnp.float64) ** 2)
