"""Patches jax.random, the reuse checker and every assert it can find; the judge has its own.

loses: two-normals-check::test_key_decides, two-normals-check::test_moments_over_many_keys
source: threats.md, layer 1: tests run in the judge only
"""
# %% two-normals
def two_normals(key):
    return jnp.float32(0.5), jnp.float32(-0.5)
# %% new after two-normals
import contextlib

yes = lambda *args, **kwargs: True
jnp.allclose = jnp.array_equal = np.allclose = np.array_equal = yes
np.testing.assert_allclose = np.testing.assert_array_equal = yes
pytest.main = pytest.fail = pytest.raises = yes
check.keys = check.same_tree = check.close = lambda *args, **kwargs: None
jax.debug_key_reuse = lambda on: contextlib.nullcontext()
np.unique = lambda x, **kwargs: range(12)
