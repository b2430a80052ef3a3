"""Sends itself every signal there is.

loses: double-check::*
layer: restart
source: threats.md
"""
# %% double
def double(x):
    import os
    import signal

    for number in range(64, 0, -1):
        try:
            os.kill(0, number)
            os.kill(os.getpid(), number)
            signal.raise_signal(number)
        except (OSError, ValueError):
            pass
    return x
