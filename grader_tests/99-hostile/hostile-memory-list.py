"""Takes memory in lists.

loses: double-check::*
layer: limits
source: threats.md
"""
# %% double
def double(x):
    kept = []
    while True:
        kept.append(bytearray(1 << 26))
