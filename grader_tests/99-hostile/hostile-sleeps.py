"""Sleeps in C with every signal ignored.

loses: double-check::test_two
layer: deadline
source: threats.md
"""
# %% double
def double(x):
    import signal
    import time

    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    if not isinstance(x, jax.core.Tracer):
        time.sleep(10_000)
    return 2.0 * x
