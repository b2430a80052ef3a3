"""Imports and helpers of the student's own, in extra cells before and behind; names that the checks use as well."""
# %% new after imports
import functools
import operator

import numpy as np

x, y, n, wrong, numbers, amounts, percent = 1, 2, 3, 4, 5, 6, 7


def upright(values):
    return jnp.asarray([[value] for value in values])
# %% add
add = operator.add
# %% shapes-first
def shapes_first(x):
    total = functools.reduce(operator.add, x)
    return upright(100 * a / total for a in x)
# %% not-yet
def not_yet(x):
    return float(np.mean(np.asarray(x))) if len(x) else 0.0
# %% new after holds-task
def averages(f, x):
    return np.shape(f(x)) == () and np.allclose(np.asarray(f(x)), np.mean(np.asarray(x)), atol=1e-4)
# %% holds
def holds(f):
    rng = np.random.default_rng(7)
    return all(averages(f, jnp.asarray(rng.normal(size=n), jnp.float32)) for n in (2, 3, 5, 8))
