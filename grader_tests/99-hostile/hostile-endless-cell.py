"""A cell without an end; it is cut off, and the exercise is not there.

loses: double-check::*
layer: deadline
source: threats.md
"""
# %% double
while True:
    pass
