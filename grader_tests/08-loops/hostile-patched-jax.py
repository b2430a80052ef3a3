"""Patches jit and export to lie about one function, and every assert it can find, in its own process; nothing of the judge's is there to patch.

loses: power-fori-check::*
source: threats.md, layer 1: tests run in the judge only
"""
# %% power-fori
def power_fori(x, n):
    return 7.0
# %% new after power-fori
import jax.export

yes = lambda *args, **kwargs: True
jnp.allclose = jnp.array_equal = np.allclose = np.array_equal = yes
np.testing.assert_allclose = np.testing.assert_array_equal = yes
pytest.main = pytest.fail = yes
real = jax.jit, jax.export.export


def jit(f=None, **kwargs):
    if getattr(f, "__name__", "") == "power_fori":
        return lambda x, n: x**n
    return real[0](f, **kwargs)


def export(f, **kwargs):
    if "power_fori" in str(f):
        f = real[0](lambda x, n: lax.fori_loop(0, n, lambda i, v: v * x, 1.0))
    return real[1](f, **kwargs)


jax.jit, jax.export.export = jit, export
