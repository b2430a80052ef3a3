"""Patches jax.hessian, jax.jvp, NumPy's and pytest's comparisons and gradlab's checks in its own process; the judge has its own.

loses: hvp-check::*, hessian-fwd-over-rev-check::*
source: threats.md, layer 1: tests run in the judge only
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return lambda x: jnp.zeros((x.size, x.size))
# %% hvp
def hvp(f, x, v):
    return jnp.zeros(x.size)
# %% new after hvp
import gradlab.check

for name in ("close", "grads", "program", "run"):
    setattr(gradlab.check, name, lambda *args, **kwargs: None)
jax.hessian = lambda f: lambda x: jnp.zeros((x.size, x.size))
jax.jvp = lambda f, primals, tangents: (f(*primals), jnp.zeros(primals[0].size))
jnp.allclose = np.allclose = jnp.array_equal = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = pytest.fail = pytest.main = lambda *args, **kwargs: None
