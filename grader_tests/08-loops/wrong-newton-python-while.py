"""A Python while: it needs the value of the residual, so it cannot be compiled or batched.

loses: newton-sqrt-check::test_stops_where_float32_ends, newton-sqrt-check::test_batch_of_numbers,
  newton-sqrt-check::test_one_loop
hint: float32 cannot reach this tolerance
source: M56
"""
# %% newton-sqrt
def newton_sqrt(a, tol):
    root, iterations = a, 0
    while abs(root**2 - a) > tol and iterations < 40:
        root = (root + a / root) / 2
        iterations = iterations + 1
    return root, jnp.int32(iterations)
