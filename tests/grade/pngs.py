"""Pictures, honest and hostile, made by hand: what a student's code may send and what must become of it."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """Return one chunk with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int, depth: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    """Return IHDR."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def png(
    *middle: bytes, size: tuple[int, int] = (2, 2), pixels: bytes | None = None, end: bytes = b""
) -> bytes:
    """Return a grey picture with `middle` before its pixels and `end` behind its end."""
    width, height = size
    raw = (b"\0" + b"\x7f" * width) * height if pixels is None else pixels
    return b"".join(
        (SIGNATURE, header(*size), *middle, chunk(b"IDAT", zlib.compress(raw)), chunk(b"IEND"), end)
    )


TEXT = png(chunk(b"tEXt", b"Comment\0<script>canary()</script>"))
TRAILING = png(end=b"<script>canary()</script>")
ANIMATED = png(
    chunk(b"acTL", struct.pack(">II", 1000, 0)),
    chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 2, 2, 0, 0, 1, 1, 0, 0)),
    chunk(b"fdAT", b"\0\0\0\1" + zlib.compress(b"\0\0\0" * 2)),
)
HUGE = SIGNATURE + header(100_000, 100_000) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND")
BOMB = png(pixels=bytes(100_000_000))
"""Two by two pixels that unfold to 100 MB."""
SHORT = png(pixels=b"\0\0")
HIDDEN = SIGNATURE + header(2, 2) + chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2) + b"secret") + chunk(b"IEND")
UNKNOWN = png(chunk(b"RUNS", b"me"))
DAMAGED = png().replace(chunk(b"IEND"), chunk(b"IEND")[:-1] + b"\0")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="canary()"/>'


def stored(width: int, height: int) -> bytes:
    """Return a grey picture whose file is as large as its pixels."""
    raw = (b"\0" + b"\x7f" * width) * height
    return b"".join((SIGNATURE, header(width, height), chunk(b"IDAT", zlib.compress(raw, 0)), chunk(b"IEND")))
