"""Asks another machine, the local one and the sockets of the host.

loses: double-check::*
layer: seccomp
source: threats.md
"""
# %% double
import socket


def double(x):
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, 40):
        try:
            socket.socket(family, socket.SOCK_STREAM)
            print("ACHIEVED: a socket of family", family)
        except OSError as error:
            print(error.strerror)
    return x
