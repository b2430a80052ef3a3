"""Looks for secrets in the environment and in the arguments of its process.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
def seen(text):
    """Print what gives a secret away; its name is put together so that this cell is not found."""
    mark = "CAN" + "ARY-"
    if mark in text:
        print("ACHIEVED: found", text[text.index(mark) :][:60])


import os
import sys

seen(str(dict(os.environ)) + str(sys.argv) + str(sys.orig_argv))
print(sorted(os.environ))


def double(x):
    return x
