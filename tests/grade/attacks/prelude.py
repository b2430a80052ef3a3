"""What every attack starts with: it is put before the attack's source, which runs in a child by way of `probes.serve`.

An attack reports what it tried: `stopped`, `NOT STOPPED`, or `info` for what is only worth knowing.
"""

import ctypes
import errno
import os
import signal  # noqa: F401  (attacks use these)
import socket
import sys  # noqa: F401
import time  # noqa: F401

import pyseccomp


def given(name, default):
    """The value of a name that was put before, or the default."""
    return globals().get(name, default)


libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
buffer = ctypes.create_string_buffer(256)
address = ctypes.addressof(buffer)
own = socket.socket(fileno=os.dup(3))


def call(name, *args):
    """Make a system call, by name or number; its result and the name of the error."""
    number = name if isinstance(name, int) else pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    ctypes.set_errno(0)
    result = libc.syscall(
        ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    )
    return (result, errno.errorcode.get(ctypes.get_errno(), "?")) if result == -1 else (result, "")


def refused(name, *args, label=""):
    """Report whether a system call fails."""
    result = call(name, *args)
    if name in ("fork", "clone", "clone3") and result[0] == 0:
        os._exit(0)  # the child that should not be
    report(f"{label} {name}", "stopped" if result[0] < 0 else "NOT STOPPED", result)


def attempt(name, act):
    """Report whether a function raises."""
    try:
        result = act()
    except BaseException as error:
        report(name, "stopped", f"{type(error).__name__}: {error}")
    else:
        report(name, "NOT STOPPED", repr(result))


def expect(name, ok, detail=""):
    """Report whether something is as it must be."""
    report(name, "stopped" if ok else "NOT STOPPED", detail)
