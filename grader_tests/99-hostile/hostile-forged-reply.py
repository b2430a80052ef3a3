"""Answers a question with a reply of its own making, and then the shell answers again.

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
        for number in range(100):
            body = msgspec.msgpack.encode(messages.Reply(number, messages.Got(4.0)))
            frames(struct.pack("<I", len(body)) + body, struct.pack(">I", len(body)) + body)
    return 2.0 * x
