"""Hooks itself into imports, tracing, profiling, warnings and errors of the interpreter.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
import sys
import threading
import warnings

sys.settrace(lambda *a: None)
sys.setprofile(lambda *a: None)
threading.settrace(lambda *a: None)
sys.excepthook = sys.unraisablehook = warnings.showwarning = lambda *a, **k: None
sys.meta_path.insert(0, type("Finder", (), {"find_spec": lambda self, *a: None})())


def double(x):
    return x
