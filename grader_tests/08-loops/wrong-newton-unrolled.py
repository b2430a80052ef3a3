"""Forty steps one after the other, frozen by where: right, and forty times the program.

loses: newton-sqrt-check::test_one_loop
hint: one while_loop, not 40 steps
source: M108
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    root, iterations = jnp.asarray(a, float), jnp.int32(0)
    for _ in range(40):
        active = jnp.abs(root**2 - a) > tol
        root = jnp.where(active, (root + a / root) / 2, root)
        iterations = jnp.where(active, iterations + 1, iterations)
    return root, iterations
