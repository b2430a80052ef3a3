"""Every tree is taken apart into leaves and put together again."""
# %% tree-axpy
def tree_axpy(a, x, y):
    xs, treedef = jax.tree.flatten(x)
    ys = treedef.flatten_up_to(y)
    return jax.tree_util.tree_unflatten(treedef, [jnp.add(jnp.multiply(a, p), q) for p, q in zip(xs, ys)])
# %% tree-dot
def tree_dot(x, y):
    total = 0.0
    for p, q in zip(jax.tree_util.tree_leaves(x), jax.tree_util.tree_leaves(y)):
        total += jnp.vdot(p, q)
    return total
# %% sgd-step
def sgd_step(loss, params, data, lr):
    leaves, treedef = jax.tree.flatten(params)
    slopes = jax.grad(lambda *leaves: loss(treedef.unflatten(leaves), data), tuple(range(len(leaves))))(*leaves)
    return treedef.unflatten([p - lr * s for p, s in zip(leaves, slopes)])
# %% sensitivities
def sensitivities(model, params):
    leaves, treedef = jax.tree.flatten(params)
    leaves = [1.0 * leaf for leaf in leaves]
    return jax.tree.unflatten(treedef, jax.grad(lambda leaves: model(treedef.unflatten(leaves)))(leaves))
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    leaves, treedef = jax.tree.flatten({"beta": betas, "gamma": gamma})
    return jax.vmap(lambda *leaves: peak(treedef.unflatten(leaves), n), in_axes=(0, None))(*leaves)
