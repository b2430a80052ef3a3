"""Python's `and` between two conditions asks a tracer for its value.

loses: newton-sqrt-check::*
hint: &
source: M105
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    def unfinished(state):
        root, iterations = state
        return jnp.abs(root**2 - a) > tol and iterations < 40

    def step(state):
        root, iterations = state
        return (root + a / root) / 2, iterations + 1

    return lax.while_loop(unfinished, step, (a, 0))
