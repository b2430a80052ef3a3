"""Opens files until there are no more descriptors, then gives them back.

loses: double-check::*
layer: limits
source: threats.md
"""
# %% double
import os

held = []
try:
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    print(len(held), error.strerror)


for fd in held:
    os.close(fd)


def double(x):
    return x
