"""Puts modules named like the judge's beside the notebook and in front of the path.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
import os
import sys

for name in ("jax", "numpy", "pytest", "gradlab", "msgspec", "sitecustomize", "conftest"):
    open(f"{name}.py", "w").write("def __getattr__(name): return lambda *a, **k: None\n")
sys.path.insert(0, os.getcwd())


def double(x):
    return x
