"""Answers that claim to equal whatever they are compared with, and to be any number.

loses: slope-check::test_slope_of_the_square, slope-check::test_slope_in_y_with_x_held_at_two,
    slope-check::test_exact_where_a_quotient_is_not,
    slope-check::test_slope_of_a_slope, elasticity-check::*, value-slope-curvature-check::*
source: threats.md, against the mark
"""
# %% slope
class Agreeable(float):
    shape, dtype, ndim, size, weak_type = (), jnp.dtype("float32"), 0, 1, True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = lambda self, *other: self
    __hash__ = float.__hash__
    __iter__ = lambda self: iter((self, self, self))
    __array__ = lambda self, *args, **kwargs: np.float32(0.0)
    __class__ = property(lambda self: jax.Array)

def slope(f):
    return lambda x: Agreeable(0.0)
# %% elasticity
def elasticity(f, x):
    return Agreeable(0.0)
# %% value-slope-curvature
def value_slope_curvature(f, x):
    return Agreeable(0.0)
