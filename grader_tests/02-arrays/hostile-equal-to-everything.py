"""Answers that claim to equal whatever they are compared with.

loses: set-entry-check::*, safe-get-check::*, best-step-check::*
source: threats.md, layer 0: only data and programs cross the wire
"""
# %% new after imports
class Yes(float):
    shape, dtype, ndim, size, weak_type, committed = (), np.dtype("float32"), 0, 1, False, True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = __getitem__ = lambda self, *other: self
    __hash__ = float.__hash__
    __iter__ = lambda self: iter((self, self))
    __array__ = lambda self, *args, **kwargs: np.float32(0.0)
    __class__ = property(lambda self: jax.Array)
# %% set-entry
def set_entry(x, i, v):
    return Yes()
# %% safe-get
def safe_get(x, i):
    return Yes()
# %% best-step
def best_step(f, df, x, steps, bits):
    return Yes(), Yes()
