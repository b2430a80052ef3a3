"""The frames in which messages travel between the judge and a student's process, and their limits.

A frame is eight bytes of length and one msgpack message. Every message is a tagged `msgspec` struct written as an
array, so the decoder validates types while it reads. Before it reads, `scan` walks the bytes once without allocating
anything and refuses what is too long, too deep or too many. Any defect is a `ProtocolError` and nothing else.

The structs are in `wire_terms` (values) and `wire_messages`; how a value becomes a struct is `wire_values`. Both sides
import this file, which knows no jax.
"""

from __future__ import annotations

import socket
import struct
import time

import msgspec

FRAME_BYTES = 128 << 20
"""The longest message: room for a few arrays of some million elements, far below what would hurt the judge."""
DEPTH = 256
"""Nested msgpack arrays; a level of a value takes two. Deeper trees are no answer to an exercise."""
TEXT_BYTES = 8 << 20
"""The longest single string."""
ITEMS = 1 << 20
"""The longest single list."""
TOKENS = 4 << 20
"""Everything in one message, counted one by one (a second of scanning)."""
CALLBACKS = 100_000
"""Calls of the judge's counted functions within one request."""
COMPILATIONS = 20_000
"""Programs that the judge is asked to compile within one request."""
CALLBACK_DEPTH = 8
"""Requests inside callbacks inside requests. Deeper is a loop between the two processes."""
KEYS = 1 << 14
"""Keys of one mapping or items of one set: numbers can be chosen so that each is compared with all before it."""
CLASSES = 500
"""Classes of one student's that the judge makes stand-ins for, and fields of one: a class takes 10 kB and a millisecond."""
DIMENSION = (1 << 31) - 1
"""Of an array, also of one without elements."""
BIG_INT_BYTES = 1700
"""Integers beyond 64 bits, in bytes: 4,094 digits. Python refuses to print one of more than 4,300."""

HEAD = struct.Struct("<Q")


class ProtocolError(Exception):
    """A peer sent bytes that are no message of this protocol."""


_encoder = msgspec.msgpack.Encoder()


def encode(message: msgspec.Struct) -> bytes:
    """Encode one struct, without a frame."""
    return _encoder.encode(message)


def _sizes() -> tuple[list[int], list[int]]:
    """For each first byte: what follows (`kind`) and how many bytes of payload or of length."""
    kind = [_SCALAR] * 256
    size = [0] * 256
    for byte in range(0x80, 0x90):
        kind[byte] = _REFUSED  # maps: every struct of ours is an array
    for byte in range(0x90, 0xA0):
        kind[byte], size[byte] = _SHORT_ARRAY, byte & 0x0F
    for byte in range(0xA0, 0xC0):
        size[byte] = byte & 0x1F
    for byte in (0xC1, 0xC7, 0xC8, 0xC9, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xDE, 0xDF):
        kind[byte] = _REFUSED  # unused, extensions, maps
    for byte, width in ((0xC4, 1), (0xC5, 2), (0xC6, 4)):
        kind[byte], size[byte] = _BINARY, width
    for byte, width in ((0xD9, 1), (0xDA, 2), (0xDB, 4)):
        kind[byte], size[byte] = _TEXT, width
    for byte, width in ((0xDC, 2), (0xDD, 4)):
        kind[byte], size[byte] = _ARRAY, width
    for byte, width in ((0xCA, 4), (0xCB, 8), (0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)):
        size[byte] = width
    for byte, width in ((0xD0, 1), (0xD1, 2), (0xD2, 4), (0xD3, 8)):
        size[byte] = width
    return kind, size


_SCALAR, _SHORT_ARRAY, _ARRAY, _TEXT, _BINARY, _REFUSED = range(6)
_KIND, _SIZE = _sizes()


def scan(data: bytes | bytearray | memoryview) -> None:
    """Walk a msgpack message without building anything and refuse what a decoder should not meet.

    Args:
        data: one whole message.

    Raises:
        ProtocolError: the message is cut short or has bytes left over, holds a map or an extension, or a string,
            list, nesting or number of items beyond this module's limits.
    """
    end = len(data)
    at, tokens, left = 0, 0, 1
    open_lists: list[int] = []
    while True:
        while not left:
            if not open_lists:
                if at != end:
                    raise ProtocolError("bytes after the message")
                return
            left = open_lists.pop()
        left -= 1
        if at >= end:
            raise ProtocolError("message cut short")
        byte = data[at]
        at += 1
        kind = _KIND[byte]
        size = _SIZE[byte]
        if kind == _SCALAR:
            at += size
            continue
        if kind == _REFUSED:
            raise ProtocolError("a map, an extension or an unused byte")
        if kind != _SHORT_ARRAY:
            width, size = size, int.from_bytes(data[at : at + size], "big")
            at += width
            if kind != _ARRAY:
                if kind == _TEXT and size > TEXT_BYTES:
                    raise ProtocolError("string too long")
                at += size
                continue
        if size > end - at or size > ITEMS:
            raise ProtocolError("list too long")
        tokens += size
        if tokens > TOKENS:
            raise ProtocolError("too many items")
        if len(open_lists) >= DEPTH:
            raise ProtocolError("nested too deep")
        open_lists.append(left)
        left = size


class Channel:
    """One end of the socket: typed messages in and out, each wait bounded by a deadline.

    Args:
        sock: a connected stream socket; the channel owns it.
        incoming: the union of messages that may arrive here.
    """

    def __init__(self, sock: socket.socket, incoming: object) -> None:
        self._socket = sock
        self._decoder = msgspec.msgpack.Decoder(incoming)

    def _arm(self, deadline: float | None) -> None:
        if deadline is None:
            self._socket.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

    def send(self, message: msgspec.Struct, deadline: float | None = None) -> None:
        """Send one message.

        Args:
            message: any struct of this module.
            deadline: `time.monotonic()` value, None for no limit.

        Raises:
            ValueError: the message is longer or deeper than one may be; nothing was sent.
            TimeoutError: the deadline passed.
            OSError: the peer is gone.
        """
        frame = bytearray(HEAD.size)
        _encoder.encode_into(message, frame, HEAD.size)
        length = len(frame) - HEAD.size
        if length > FRAME_BYTES:
            raise ValueError(f"a value of {length >> 20} MiB: messages end at {FRAME_BYTES >> 20} MiB")
        try:
            with memoryview(frame) as view:
                scan(view[HEAD.size :])
        except ProtocolError as error:
            # What the other end would refuse is an error of whoever made the value, not the end of the connection.
            raise ValueError(f"this value cannot be sent: {error}") from None
        HEAD.pack_into(frame, 0, length)
        self._arm(deadline)
        self._socket.sendall(frame)

    def receive(self, deadline: float | None = None) -> object:
        """Receive one message.

        Args:
            deadline: `time.monotonic()` value, None for no limit.

        Returns:
            A struct of the incoming union.

        Raises:
            ProtocolError: the bytes are no such message.
            EOFError: the peer closed its end.
            TimeoutError: the deadline passed.
            OSError: the connection broke.
        """
        (length,) = HEAD.unpack(self._read(HEAD.size, deadline))
        if length > FRAME_BYTES:
            raise ProtocolError("frame too long")
        return self.parse(self._read(length, deadline))

    def parse(self, data: bytes | bytearray) -> object:
        """Decode one message whose frame was taken off.

        Args:
            data: the whole message.

        Returns:
            A struct of the incoming union.

        Raises:
            ProtocolError: the bytes are no such message.
        """
        scan(data)
        try:
            return self._decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, OverflowError) as error:
            raise ProtocolError(f"no message: {error}") from None

    def _read(self, length: int, deadline: float | None) -> bytearray:
        # Grown as bytes arrive: an announced length alone costs nothing.
        data = bytearray(min(length, 1 << 16))
        at = 0
        while at < length:
            if at == len(data):
                data.extend(bytes(min(length - at, len(data))))
            self._arm(deadline)
            with memoryview(data) as view:
                count = self._socket.recv_into(view[at:])
            if not count:
                raise EOFError
            at += count
        return data

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
