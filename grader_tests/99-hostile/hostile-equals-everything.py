"""The answer is an object that equals whatever it is compared with; answers are data, an object is none.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
class Yes:
    shape, dtype, ndim, size, weak_type = (), np.dtype("float32"), 0, 1, False
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *other: self
    __bool__ = lambda self: True
    __hash__ = lambda self: 0
    __array__ = lambda self, *args, **kwargs: np.float32(4.0)
    __float__ = lambda self: 4.0


def double(x):
    return Yes()
