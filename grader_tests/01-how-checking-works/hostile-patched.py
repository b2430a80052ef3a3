"""check, pytest and jnp are patched to be content, in the student's own process; nothing of the judge's is there to patch.

loses: add-check::*, not-yet-check::*
source: threats.md, layer 1: tests run in the judge only
"""
# %% new after imports
import _pytest.python
import gradlab.check

for name in ("close", "same_tree", "run", "raises"):
    setattr(gradlab.check, name, lambda *args, **kwargs: None)
gradlab.check.CheckError = type("CheckError", (BaseException,), {})
jnp.allclose = jnp.array_equal = lambda *args, **kwargs: True
pytest.fail = pytest.raises = lambda *args, **kwargs: None
_pytest.python.Function.runtest = lambda self: None
# %% add
def add(x, y):
    return jnp.asarray(0.0)
# %% not-yet
def not_yet(x):
    return jnp.asarray(7.0)
# %% holds
def holds(f):
    for x in (jnp.asarray([0.5, -3.0, 8.25]), jnp.asarray([2.5, 11.0, -1.0, 4.5, 0.75])):
        if f(x).shape != () or not abs(f(x) - x.mean()) <= 1e-4:
            return False
    return True
