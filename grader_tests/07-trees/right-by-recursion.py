"""No jax.tree at all: functions that call themselves, as the specifications do."""
# %% tree-axpy
def tree_axpy(a, x, y):
    if x is None:
        return None
    if isinstance(x, dict):
        return {key: tree_axpy(a, x[key], y[key]) for key in x}
    if isinstance(x, list):
        return [tree_axpy(a, u, v) for u, v in zip(x, y)]
    if isinstance(x, tuple):
        return tuple(tree_axpy(a, u, v) for u, v in zip(x, y))
    return a * x + y
# %% tree-dot
def tree_dot(x, y):
    if x is None:
        return 0
    if isinstance(x, dict):
        return sum(tree_dot(x[key], y[key]) for key in x)
    if isinstance(x, list | tuple):
        return sum(map(tree_dot, x, y))
    return (jnp.asarray(x) * jnp.asarray(y)).sum()
# %% sgd-step
def sgd_step(loss, params, data, lr):
    return tree_axpy(-lr, jax.grad(loss)(params, data), params)
# %% sensitivities
def floats(tree):
    return tree_axpy(1.0, tree, tree_axpy(-1.0, tree, tree))

def sensitivities(model, params):
    return jax.grad(model)(floats(params))
