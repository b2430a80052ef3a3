"""jit without static_argnums: range() meets a tracer.

loses: power-static-check::*
hint: static
source: M89
"""
# %% power-static
@jax.jit
def power_static(x, n):
    result = 1.0
    for _ in range(n):
        result = result * x
    return result
