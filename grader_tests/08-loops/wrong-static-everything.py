"""x is static too: each new x would be compiled anew, and no tracer is let in.

loses: power-static-check::test_x_is_traced
hint: static arguments have to be hashable
source: M67
"""
# %% power-static
from functools import partial


@partial(jax.jit, static_argnums=(0, 1))
def power_static(x, n):
    result = 1.0
    for _ in range(n):
        result = result * x
    return result
