"""A generator without an end.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    import itertools

    return (2.0 * x for _ in itertools.count())
