"""float() around the answer: right once, but JAX cannot differentiate through it again.

loses: slope-check::test_slope_of_a_slope
hint: need a value, and x has none while tracing
source: M28
"""
# %% slope
def slope(f):
    return lambda x: float(jax.grad(f)(x))
