"""A float that claims to be 4 and is 3: what crosses is its value, as data.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
class Four(float):
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: 0.0


def double(x):
    return Four(3.0)
