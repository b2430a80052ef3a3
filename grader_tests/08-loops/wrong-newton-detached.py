"""The start and the target are cut off from the gradient.

loses: newton-sqrt-check::test_forward_mode
hint: the root depends on a in every step
source: M30
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    a = lax.stop_gradient(a)

    def unfinished(state):
        root, iterations = state
        return (jnp.abs(root**2 - a) > tol) & (iterations < 40)

    def step(state):
        root, iterations = state
        return (root + a / root) / 2, iterations + 1

    return lax.while_loop(unfinished, step, (a, 0))
