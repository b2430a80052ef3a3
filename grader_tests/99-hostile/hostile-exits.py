"""Ends its process with the status of success.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
def double(x):
    import os

    os._exit(0)
