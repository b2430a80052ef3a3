"""Looks for what the student before has left: files, module globals, caches, shared memory.

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

for folder in ("/work", "/tmp", "/dev/shm"):
    for name in os.listdir(folder):
        print("ACHIEVED:", folder, name)
for name in ("left_by_the_last", "stolen"):
    for module in (sys, os, jax, np):
        if hasattr(module, name):
            seen(str(getattr(module, name)))
            print("ACHIEVED:", module, name)


def double(x):
    return x
