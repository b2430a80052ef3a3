"""A Python list and a Python loop: right, and the program grows with n.

loses: power-scan-check::test_program_does_not_grow
hint: a Python loop is unrolled
source: M108
"""
# %% power-scan
def power_scan(x, n):
    result, history = jnp.float32(1.0), []
    for _ in range(n):
        result = result * x
        history.append(result)
    return result, jnp.stack(history) if n > 0 else jnp.zeros(0)
