"""An answer of a gigabyte: it is not sent, and the test is lost.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
def double(x):
    return np.zeros(1 << 28, "float32")
