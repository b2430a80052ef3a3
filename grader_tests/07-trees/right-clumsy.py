"""Clumsy and correct: copies of everything, temporaries, loops, other names of arguments, keyword calls."""
# %% tree-axpy
import copy

def tree_axpy(factor, first, second):
    scaled = jax.tree.map(lambda leaf: factor * leaf, first)
    result = copy.deepcopy(second)
    result = jax.tree_util.tree_map(lambda p, q: p + q, scaled, result)
    return result
# %% tree-dot
def tree_dot(first, second):
    products = jax.tree.map(lambda p, q: jnp.multiply(p, q), first, second)
    total = jnp.zeros(())
    for leaf in jax.tree.flatten(products)[0]:
        for entry in jnp.ravel(jnp.asarray(leaf)):
            total = total + entry
    return total

def tree_norm(tree):
    return tree_dot(first=tree, second=tree) ** 0.5
# %% sgd-step
def sgd_step(cost, weights, sample, rate=0.1):
    weights = jax.tree.map(lambda w: w + 0.0, weights)
    value, gradient = jax.value_and_grad(lambda w: cost(w, sample))(weights)
    step = jax.tree.map(lambda g: jnp.float32(rate) * g, gradient)
    return jax.tree.map(jnp.subtract, weights, step)
# %% sir-peak
def sir_peak(rates, start, days):
    history = []
    today = dict(start)
    history.append(today["I"])
    for day in range(1, days + 1):
        today.update(sir_step(params=rates, state=today))
        history.append(today["I"])
    return jnp.max(jnp.array(history))
# %% sensitivities
def sensitivities(f, tree):
    def to_float(leaf):
        return jnp.array(leaf).astype(jnp.float32)

    return jax.grad(fun=f)(jax.tree.map(to_float, tree))
# %% peak-curve
def peak_curve(f, rates, recovery, days):
    def one(rate):
        params = {}
        params["gamma"] = recovery
        params["beta"] = rate
        return f(params, days)

    return jnp.array(jax.vmap(one)(jnp.array(rates)))
# %% named-params
class Epidemic:
    def __init__(self, beta=0.0, gamma=0.0, name=""):
        self.beta = beta
        self.gamma = gamma
        self.name = name

jax.tree_util.register_dataclass(Epidemic, data_fields=["beta", "gamma"], meta_fields=["name"])

def named_params(b, g, n):
    e = Epidemic()
    e.beta = b
    e.gamma = g
    e.name = n
    return e
