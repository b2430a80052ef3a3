"""Calls functions of the test that were never given out.

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
    import msgspec

    if not isinstance(x, jax.core.Tracer):
        body = msgspec.msgpack.encode(messages.Callback(1, 1, 7, None, None))
        frames(struct.pack("<I", len(body)) + body)
    return 2.0 * x
