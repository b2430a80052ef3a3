"""Names, signals, traces and reads whatever process it can think of.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in range(2, 2000):
    try:
        os.kill(pid, 9)
        print("ACHIEVED: killed", pid)
    except OSError:
        pass
    if libc.ptrace(16, pid, 0, 0) == 0:
        print("ACHIEVED: traces", pid)


def double(x):
    return x
