"""Returns objects that equal everything; answers are decoded as data, an object is none.

loses: two-normals-check::*
source: threats.md, layer 0: only data and programs cross the wire
"""
# %% new after imports
class Yes:
    shape, dtype, ndim, size, weak_type = (), np.dtype("float32"), 0, 1, False
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *other: self
    __bool__ = lambda self: True
    __hash__ = lambda self: 0
    __array__ = lambda self, *args, **kwargs: np.float32(8.0)
    __float__ = lambda self: 8.0
# %% two-normals
def two_normals(key):
    return Yes(), Yes()
