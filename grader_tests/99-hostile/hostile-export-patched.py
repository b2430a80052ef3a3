"""The export of programs is replaced by that of another function; the judge runs what it gets, and its values are wrong.

loses: total-check::test_one_loop, total-check::test_five
layer: programs
source: threats.md
"""
# %% total
from gradlab.grade import jax_modules

lower = jax_modules.lower
jax_modules.lower = lambda jaxpr, platform: lower(jax.jit(lambda x: x[0]).trace(jnp.ones(5)).jaxpr, platform)


def total(x):
    x = jnp.asarray(x)
    return lax.fori_loop(0, x.shape[0], lambda i, s: s + x[i], 0.0)
