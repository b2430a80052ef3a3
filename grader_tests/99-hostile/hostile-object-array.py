"""An array of Python objects, each with code of its own.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    return np.array([double, print], dtype=object)
