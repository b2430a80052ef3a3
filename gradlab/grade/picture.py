"""A student's picture, taken apart and put together again: what is kept is what a PNG needs to be drawn, and nothing else.

Text, dates, animations, what follows the end and whatever else a file may carry are left behind. Decoding is bounded by what
the header promises before anything is decompressed. `showing` and `gradebook` import this room; it imports nothing of ours.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PIXELS = 16_000_000
"""Of one picture: a page of paper at 300 dots per inch has 9 million."""
CHUNKS = 4000
"""Of one file: encoders write a chunk for every 8 KiB or more."""
STEP_BYTES = 1 << 20
"""How much is decompressed at a time."""

_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits of a sample, by colour type: grey, RGB, palette, grey with alpha, RGB with alpha."""
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_TRANSPARENT_BYTES = {0: 2, 2: 6}
"""The length of `tRNS`; a palette's has up to one byte a colour, and colours with alpha have none."""
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Adam7: first column and row, steps between columns and rows."""


class NotAPicture(ValueError):
    """Bytes that are no PNG, or a larger one than is shown; says why."""


def size_of(data: bytes) -> int:
    """Return how many bytes a PNG promises to be when it is decompressed.

    Raises:
        NotAPicture: it has no valid header, or promises too many pixels.
    """
    return _Header(*next(_chunks(data))).decoded_bytes


def rebuilt(data: bytes) -> bytes:
    """Make a PNG anew from the chunks of another that draw it: IHDR, PLTE, tRNS, IDAT, IEND.

    Args:
        data: a file of a student's.

    Returns:
        A PNG that looks the same.

    Raises:
        NotAPicture: the bytes are no PNG, are damaged, have more than 16 megapixels, or are not the size that they promise.
    """
    chunks = _chunks(data)
    first = next(chunks)
    header = _Header(*first)
    palette, transparent, pixels, ended = b"", b"", [], False
    for kind, body in chunks:
        if kind == b"IEND":
            ended = True
            break
        if kind == b"IDAT":
            pixels.append(body)
        elif kind == b"PLTE":
            if palette or transparent or pixels or not header.allows_palette(body):
                raise NotAPicture("its palette is damaged")
            palette = body
        elif kind == b"tRNS":
            if transparent or pixels or not header.allows_transparent(body, palette):
                raise NotAPicture("its transparency is damaged")
            transparent = body
        elif not kind[0] & 0x20:
            # A capital first letter: nobody can draw the picture who does not know this chunk.
            raise NotAPicture("it holds what no PNG needs")
    if not ended or not pixels or (header.colour == 3 and not palette):
        raise NotAPicture("it is cut off")
    compressed = b"".join(pixels)
    _check_size(compressed, header.decoded_bytes)
    parts = [first, (b"PLTE", palette), (b"tRNS", transparent), (b"IDAT", compressed), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts if body or kind == b"IEND")


class _Header:
    """IHDR, validated."""

    def __init__(self, kind: bytes, body: bytes) -> None:
        if kind != b"IHDR" or len(body) != 13:
            raise NotAPicture("it has no header")
        self.width, self.height, self.depth, self.colour, *methods = struct.unpack(">IIBBBBB", body)
        if self.depth not in _DEPTHS.get(self.colour, ()) or methods[:2] != [0, 0] or methods[2] > 1:
            raise NotAPicture("its header is damaged")
        if not self.width or not self.height:
            raise NotAPicture("it is empty")
        if self.width * self.height > PIXELS:
            raise NotAPicture(f"it has more than {PIXELS // 1_000_000} megapixels")
        passes = _PASSES if methods[2] else ((0, 0, 1, 1),)
        self.decoded_bytes = sum(self._pass_bytes(*one) for one in passes)

    def _pass_bytes(self, column: int, row: int, across: int, down: int) -> int:
        width = max(0, -(-(self.width - column) // across))
        height = max(0, -(-(self.height - row) // down))
        line = -(-width * _SAMPLES[self.colour] * self.depth // 8)
        # Each line starts with the number of its filter; a pass without columns has no lines.
        return height * (line + 1) if width else 0

    def allows_palette(self, body: bytes) -> bool:
        colours = 1 << self.depth if self.colour == 3 else 256
        return self.colour in (2, 3, 6) and len(body) % 3 == 0 and 3 <= len(body) <= 3 * colours

    def allows_transparent(self, body: bytes, palette: bytes) -> bool:
        if self.colour == 3:
            return 0 < len(body) <= len(palette) // 3
        return len(body) == _TRANSPARENT_BYTES.get(self.colour, -1)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the content of each chunk; damaged ones end it.

    Raises:
        NotAPicture: it does not begin as a PNG does, a chunk is longer than what is left, has a wrong checksum or no name, or
            there are too many.
    """
    if not data.startswith(SIGNATURE):
        raise NotAPicture("it is no PNG")
    at = len(SIGNATURE)
    for _ in range(CHUNKS):
        head = data[at : at + 8]
        if len(head) < 8:
            raise NotAPicture("it is cut off")
        size, kind = struct.unpack(">I4s", head)
        body, sum_ = data[at + 8 : at + 8 + size], data[at + 8 + size : at + 12 + size]
        if len(body) != size or len(sum_) != 4:
            raise NotAPicture("it is cut off")
        if not kind.isalpha() or zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(sum_, "big"):
            raise NotAPicture("it is damaged")
        yield kind, body
        at += 12 + size
    raise NotAPicture("it is cut into too many pieces")


def _chunk(kind: bytes, body: bytes) -> bytes:
    sum_ = zlib.crc32(body, zlib.crc32(kind))
    return len(body).to_bytes(4, "big") + kind + body + sum_.to_bytes(4, "big")


def _check_size(compressed: bytes, expected: int) -> None:
    """Decompress, piece by piece, and compare with what the header promises; nothing is kept.

    Raises:
        NotAPicture: it is more, less, damaged, or followed by something.
    """
    stream = zlib.decompressobj()
    left, rest = expected, compressed
    try:
        while not stream.eof:
            # One byte more than expected, to see that it is too much.
            piece = stream.decompress(rest, min(STEP_BYTES, left + 1))
            left -= len(piece)
            if left < 0:
                raise NotAPicture("it holds more than it says")
            starved = not piece and stream.unconsumed_tail in (b"", rest)
            rest = stream.unconsumed_tail
            if starved and not stream.eof:
                raise NotAPicture("it is cut off")
    except zlib.error:
        raise NotAPicture("it is damaged") from None
    if left:
        raise NotAPicture("it holds less than it says")
    if stream.unused_data:
        raise NotAPicture("something is hidden behind its pixels")
