"""Appends to a Python list inside the body: the list gets one tracer, which leaks.

loses: power-scan-check::*
hint: return it instead of storing it
source: M101
"""
# %% power-scan
def power_scan(x, n):
    history = []

    def step(result, _):
        history.append(result * x)
        return result * x, None

    final, _ = lax.scan(step, 1.0, None, length=n)
    return final, jnp.array(history)
