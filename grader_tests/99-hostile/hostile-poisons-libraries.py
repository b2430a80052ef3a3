"""Writes into the libraries, the interpreter, the package and the compile cache that the next student gets.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
import os
import sys

import gradlab

wrote = []
for path in (np.__file__, jax.__file__, gradlab.__file__, os.__file__, sys.executable, "/cache/x", "/etc/ld.so.preload"):
    for where in (path, os.path.join(os.path.dirname(path), "sitecustomize.py")):
        try:
            os.close(os.open(where, os.O_WRONLY | os.O_CREAT))
            wrote.append(where)
        except OSError:
            pass
print("ACHIEVED: wrote" if wrote else "nothing", wrote)


def double(x):
    return x
