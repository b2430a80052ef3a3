"""Raises KeyboardInterrupt, SystemExit and GeneratorExit in place of an answer.

loses: double-check::*, total-check::*, noise-check::*
layer: judge
source: threats.md
"""
# %% double
def double(x):
    raise KeyboardInterrupt
# %% total
def total(x):
    raise SystemExit(0)
# %% noise
def noise(key, n):
    raise GeneratorExit
