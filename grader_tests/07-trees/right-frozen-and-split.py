"""Split over cells of the student's own, with imports and names that the checks use as well; a frozen dataclass."""
# %% new after imports
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import add
from jax import grad, tree, vmap
X, Y, START, PARAMS, DATA = "names", "of", "my", "own", 1.0
def combined(*args): return None
def moved(lr): return lr
infected = largest = numbers = distance = lambda *args: 0.0
# %% tree-axpy
tree_axpy = lambda a, x, y: tree.map(partial(fma, a), x, y)
# %% new after tree-axpy
def fma(a, u, v):
    return v + u * a
# %% tree-dot
def tree_dot(x, y):
    return reduce(add, map(jnp.vdot, tree.leaves(x), tree.leaves(y)), 0.0)
# %% sgd-step
def sgd_step(loss, params, *rest):
    data, lr = rest
    return tree_axpy(lr, tree.map(lambda g: -g, grad(loss)(params, data)), params)
# %% sir-peak
def sir_peak(params, state0, n, which="I"):
    if n == 0:
        return state0[which]
    return jnp.maximum(state0[which], sir_peak(params, sir_step(params, state0), n - 1))
# %% sensitivities
def sensitivities(model, params):
    pullback = jax.vjp(model, tree.map(lambda p: jnp.asarray(p, jnp.float32), params))[1]
    return pullback(1.0)[0]
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return vmap(partial(peak, n=n), in_axes=[{"beta": 0, "gamma": None}])(dict(gamma=gamma, beta=betas)) if named(peak) else jax.lax.map(lambda b: peak(dict(beta=b, gamma=gamma), n), betas)
def named(peak):
    return False
# %% named-params
@partial(jax.tree_util.register_dataclass, data_fields=["beta", "gamma"], meta_fields=["name"])
@dataclass(frozen=True, kw_only=True)
class Params:
    name: str = field(default="")
    gamma: jax.Array
    beta: jax.Array
    def __add__(self, other): return tree.map(add, self, other)
def named_params(beta, gamma, name):
    return Params(name=name, beta=beta, gamma=gamma)
