"""Makes Python floats on the way, which ends the trail of the gradient.

loses: tree-dot-check::test_gradient_is_the_other_tree, peak-curve-check::test_curve_has_a_derivative
hint: float(), int() and .item() need a value
source: M28
"""
# %% tree-dot
def tree_dot(x, y):
    return float(sum(jax.tree.leaves(jax.tree.map(lambda u, v: jnp.sum(u * v), x, y))))
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return jax.vmap(lambda beta: peak({"beta": beta, "gamma": float(gamma)}, n))(betas)
