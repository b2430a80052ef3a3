"""No limit on the steps: with a tolerance that float32 cannot reach, the loop never ends.

The expected outcome is a timeout, by the judge's deadline; in a kernel the cell has to be interrupted.

loses: newton-sqrt-check::test_stops_where_float32_ends
hint: no answer in time
source: M107
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    def step(state):
        root, iterations = state
        return (root + a / root) / 2, iterations + 1

    return lax.while_loop(lambda state: jnp.abs(state[0] ** 2 - a) > tol, step, (a, 0))
