"""Asks another machine, the local one and a unix socket for the answer; the sandbox has no network.

loses: power-fori-check::*
source: threats.md, layer 2: a network namespace without a network
"""
# %% power-fori
def power_fori(x, n):
    import socket

    targets = [
        (socket.AF_INET, ("127.0.0.1", 8888)),
        (socket.AF_INET, ("192.0.2.1", 80)),
        (socket.AF_INET6, ("::1", 8888)),
        (socket.AF_UNIX, "\0grader"),
    ]
    for family, address in targets:
        with socket.socket(family, socket.SOCK_STREAM) as s:
            s.settimeout(0.2)
            s.connect(address)
            s.sendall(b"power_fori?")
            return float(s.recv(64))
