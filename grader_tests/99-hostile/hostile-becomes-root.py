"""Makes namespaces, mounts and users of its own.

loses: double-check::*
layer: seccomp
source: threats.md
"""
# %% double
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x00020000, 0x40000000, 0x20000000):
    print("ACHIEVED: a namespace" if libc.unshare(flags) == 0 else os.strerror(ctypes.get_errno()))
print("ACHIEVED: a mount" if libc.mount(b"x", b"/tmp", b"tmpfs", 0, None) == 0 else os.strerror(ctypes.get_errno()))
try:
    os.setuid(0)
    print("ACHIEVED: is root")
except OSError as error:
    print(error.strerror)


def double(x):
    return x
