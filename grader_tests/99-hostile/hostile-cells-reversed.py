"""All cells come in the opposite order; the order is that of the source.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
nb.cells = nb.cells[::-1]
