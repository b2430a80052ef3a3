"""A key array made of numbers that no key has, where plain numbers are asked for.

loses: noise-check::test_key_decides
layer: wire
source: threats.md
"""
# %% noise
def noise(key, n):
    return jax.random.wrap_key_data(jnp.zeros((n, 2), "uint32"))
