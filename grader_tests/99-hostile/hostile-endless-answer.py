"""A list that holds itself.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    loop = []
    loop.append(loop)
    return loop
