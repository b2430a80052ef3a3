"""Writes bytes that are no frame.

loses: double-check::test_two
hint: malformed message
layer: wire
source: threats.md
"""
# %% double
import struct

from gradlab.grade import wire_messages as messages


def frames(*replies):
    """Write frames to the socket while a question is open."""
    import os

    for reply in replies:
        os.write(3, reply)


def double(x):
    if not isinstance(x, jax.core.Tracer):
        frames(b"\xff" * 64)
    return 2.0 * x
