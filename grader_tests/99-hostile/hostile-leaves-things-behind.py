"""Leaves files, module globals, patched libraries and threads for the next student to fall over.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
import os
import sys
import threading
import time

for folder in ("/work", "/tmp", "/dev/shm"):
    open(folder + "/jax.py", "w").write("raise SystemExit")
sys.left_by_the_last = np.left_by_the_last = "here"
jnp.sin = jnp.cos
jax.config.update("jax_enable_x64", True)
threading.Thread(target=lambda: time.sleep(100)).start()


def double(x):
    return x
