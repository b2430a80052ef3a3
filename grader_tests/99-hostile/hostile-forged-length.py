"""Announces a frame of four gigabytes.

loses: double-check::test_two
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
        frames(struct.pack("<I", 2**32 - 1), struct.pack(">I", 2**32 - 1))
    return 2.0 * x
