"""check, pytest, numpy.testing and jax.vmap are patched to be content in the student's process.

loses: column-apply-check::*
source: threats.md, layer 1: tests run in the judge only
"""
# %% column-apply
import _pytest.python
import _pytest.runner
import gradlab.check

for name in ("close", "same_tree", "raises", "run", "program", "vmappable"):
    setattr(gradlab.check, name, lambda *args, **kwargs: None)
gradlab.check.CheckError = type("CheckError", (BaseException,), {})
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
np.allclose = jnp.allclose = lambda *args, **kwargs: True
pytest.raises = pytest.fail = lambda *args, **kwargs: None
_pytest.python.Function.runtest = lambda self: None
_pytest.runner.pytest_runtest_call = lambda item: None


def column_apply(f, X):
    return jnp.zeros(X.shape[1])
