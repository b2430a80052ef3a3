"""A list in a list, a hundred thousand deep.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
