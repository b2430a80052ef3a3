"""The body takes two arguments instead of one state.

loses: newton-sqrt-check::*
hint: missing 1 required positional argument
source: M106
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    def unfinished(root, iterations):
        return (jnp.abs(root**2 - a) > tol) & (iterations < 40)

    def step(root, iterations):
        return (root + a / root) / 2, iterations + 1

    return lax.while_loop(unfinished, step, (a, 0))
