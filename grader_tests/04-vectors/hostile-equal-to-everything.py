"""Answers that claim to equal whatever they are compared with; answers are decoded as data, an object is none.

loses: linear-map-jacobian-check::*, hvp-check::*
source: threats.md, layer 0: only data and programs cross the wire
"""
# %% new after imports
class Yes:
    shape, dtype, ndim, size, weak_type = (3, 5), np.dtype("float32"), 2, 15, False
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *other: self
    __bool__ = lambda self: True
    __hash__ = lambda self: 0
    __array__ = lambda self, *args, **kwargs: np.ones((3, 5), np.float32)
    __class__ = property(lambda self: jax.Array)
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return Yes()
# %% hvp
def hvp(f, x, v):
    return Yes()
