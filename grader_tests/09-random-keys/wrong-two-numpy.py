"""Draws with NumPy: the key is ignored, and each call differs.

loses: two-normals-check::test_key_decides, two-normals-check::test_moments_over_many_keys
hint: draw with jax.random from the key that is passed in
source: M65
"""
# %% two-normals
def two_normals(key):
    return jnp.float32(np.random.normal()), jnp.float32(np.random.normal())
