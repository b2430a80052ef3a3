"""Burn every core with all signals ignored and blocked."""

import contextlib
import threading

for number in range(1, 65):
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)
libc.pthread_sigmask(0, ctypes.create_string_buffer(b"\xff" * 128), None)
report("done", "info")


def burn():
    while True:
        pass


for _ in range(3):
    threading.Thread(target=burn, daemon=True).start()
burn()
