"""Returns the number f'(3), where the function f' is asked for.

loses: slope-check::*
hint: return the derivative itself, a function, not its value at some point
source: M18, the other way round
"""
# %% slope
def slope(f):
    return jax.grad(f)(3.0)
