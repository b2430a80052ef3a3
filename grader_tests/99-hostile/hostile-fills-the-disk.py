"""Fills every folder it may write to.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
import os

for folder in ("/work", "/tmp", "/dev/shm", "/", "/cache", "/env", os.path.expanduser("~")):
    try:
        with open(f"{folder}/big", "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except OSError as error:
        print(folder, error.strerror)


def double(x):
    return x
