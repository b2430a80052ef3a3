"""Answers that claim to equal whatever they are compared with.

loses: elementwise-slope-check::*, pairwise-check::*
source: threats.md, layer 0: only data and programs cross the wire
"""
# %% new after imports
class Agreeable(float):
    shape, dtype, ndim, size, weak_type = (3,), jnp.dtype("float32"), 1, 3, False
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __getitem__ = lambda self, *other: self
    __hash__ = float.__hash__
    __iter__ = lambda self: iter((self, self, self))
    __array__ = lambda self, *args, **kwargs: np.zeros(3, np.float32)
    __class__ = property(lambda self: jax.Array)
# %% elementwise-slope
def elementwise_slope(f):
    return lambda xs: Agreeable(0.0)
# %% pairwise
def pairwise(dist, X, Y):
    return Agreeable(0.0)
