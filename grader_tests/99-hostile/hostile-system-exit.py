"""Raises SystemExit in a cell, and registers what should happen at the end.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
import atexit

atexit.register(print, "10 of 10 points")
raise SystemExit(0)
