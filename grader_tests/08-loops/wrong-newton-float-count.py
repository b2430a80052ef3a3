"""The step count starts at 0.0 and comes back as a float.

loses: newton-sqrt-check::test_root_of_two, newton-sqrt-check::test_other_roots,
  newton-sqrt-check::test_stops_where_float32_ends, newton-sqrt-check::test_batch_of_numbers
hint: iterations is an int32
source: M95
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    def unfinished(state):
        root, iterations = state
        return (jnp.abs(root**2 - a) > tol) & (iterations < 40)

    def step(state):
        root, iterations = state
        return (root + a / root) / 2, iterations + 1

    return lax.while_loop(unfinished, step, (a, 0.0))
