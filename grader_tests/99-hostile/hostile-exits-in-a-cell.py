"""Ends its process while the cell runs; the cell is not run again, and the others are.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
import os

os._exit(0)
