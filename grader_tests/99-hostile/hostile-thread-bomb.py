"""Starts threads until there are no more.

loses: double-check::*
layer: limits
source: threats.md
"""
# %% double
import threading
import time


def double(x):
    kept = []
    while True:
        kept.append(threading.Thread(target=time.sleep, args=(1000,), daemon=True))
        kept[-1].start()
