"""A named tuple with fields named like methods, whose length is a lie.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
from collections import namedtuple


class Liar(namedtuple("Liar", "count index")):
    __len__ = lambda self: 10**9
    __iter__ = lambda self: iter(())


def double(x):
    return Liar(2.0, x)
