"""Starts at x and makes n - 1 steps: wrong for n = 0, and the history begins with x only by hand.

loses: power-scan-check::test_zero_steps
hint: n = 0 gives 1.0, the start
source: M100
"""
# %% power-scan
def power_scan(x, n):
    def step(result, _):
        return result * x, result * x

    x = jnp.asarray(x)
    final, rest = lax.scan(step, x, None, length=max(n - 1, 0))
    return final, jnp.concatenate([x[None], rest])
