"""Answers that claim to equal whatever they are compared with, and to be any number.

loses: count-traces-check::*,
    pad-to-bucket-check::*,
    time-it-check::*,
    audit-check::*
source: threats.md, against the mark
"""
# %% new after imports
class Agreeable(float):
    shape, dtype, ndim, size, weak_type = (), jnp.dtype("float32"), 0, 1, True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = lambda self, *other: self
    __hash__ = float.__hash__
    __iter__ = lambda self: iter((self, self))
    __getitem__ = lambda self, key: self
    __array__ = lambda self, *args, **kwargs: np.float32(0.0)
    __class__ = property(lambda self: jax.Array)
# %% count-traces
def count_traces(f, calls):
    return Agreeable(0.0)
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    return Agreeable(0.0)
# %% time-it
def time_it(f, x, n, clock=None):
    return Agreeable(0.0)
# %% audit
def audit(seconds):
    return Agreeable(0.0)
