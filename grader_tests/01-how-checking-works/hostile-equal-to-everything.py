"""Returns an object that equals everything; answers are decoded as data, an object is none.

loses: add-check::*, not-yet-check::*, holds-check::*
source: threats.md, layer 0: only data and programs cross the wire
"""
# %% new after imports
class Yes:
    shape, dtype, ndim, size, weak_type = (), jnp.dtype("float32"), 0, 1, False
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *other: self
    __bool__ = lambda self: True
    __hash__ = lambda self: 0
    __array__ = lambda self, *args, **kwargs: jnp.float32(2.25)
    __float__ = lambda self: 2.25
# %% add
def add(x, y):
    return Yes()
# %% not-yet
def not_yet(x):
    return Yes()
# %% holds
def holds(f):
    return Yes()
