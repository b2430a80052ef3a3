"""Everything inside a file, however it is wrapped: archives, compressed data, base64, hexadecimal, strings in Python and JSON.

`parts` yields the wrapped and the unwrapped, each with the place where it was found; it runs nothing. What cannot be opened is
`Sealed`: whoever looks for secrets must count it as one.
"""

from __future__ import annotations

import ast
import base64
import binascii
import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gradlab.release import cells

MAX_DEPTH = 6
"""Wrappings within each other; more is nobody's accident."""
MAX_BYTES = 256 << 20
"""Of everything unpacked from one file: a bomb is not unpacked further."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]+)*")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){40,}")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_PRINTABLE = re.compile(rb"[\t\n\r\x20-\x7e]{8,}")
_READERS: dict[str, Callable[[io.BytesIO], gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}
"""These read on behind the end of a first stream, where a second one may stand."""
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"))


class Sealed(Exception):
    """Something cannot be opened, so nobody knows what is in it."""


@dataclass(frozen=True)
class Part:
    """A file, or something found in one."""

    place: str
    """The file's path; `!` stands before the name of what was found in it."""
    data: bytes
    text: str
    """What a person or a program reads in it; of binary data the printable runs."""
    is_text: bool
    depth: int = 0


class Budget:
    """How much may still be unpacked."""

    def __init__(self) -> None:
        self.left = MAX_BYTES

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            Sealed: It is too much.
        """
        self.left -= size
        if self.left < 0:
            raise Sealed(f"unpacks to more than {MAX_BYTES >> 20} MiB")


def parts(place: str, data: bytes, depth: int = 0, budget: Budget | None = None) -> Iterator[Part]:
    """Yield a file and everything inside it.

    Args:
        place: The file's path.
        data: Its bytes.
        depth: How many wrappings are around it.
        budget: What may still be unpacked.

    Raises:
        Sealed: It is encrypted, damaged, wrapped too often, or unpacks to too much.
    """
    budget = budget or Budget()
    budget.spend(len(data))
    text, is_text = text_of(data)
    yield Part(place, data, text, is_text, depth)
    if depth >= MAX_DEPTH:
        if _is_wrapping(data):
            raise Sealed(f"{place} is wrapped more than {MAX_DEPTH} times")
        return
    for name, inner in inside(data, text, is_text, budget):
        yield from parts(f"{place}!{name}", inner, depth + 1, budget)


def text_of(data: bytes) -> tuple[str, bool]:
    """Decode bytes: as UTF-8, or UTF-16 with a mark; else their printable runs, and that it is no text."""
    for encoding in ("utf-8-sig", *(("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ())):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, True
    runs = _PRINTABLE.findall(data)
    if b"\0" in data:
        # Text of two bytes a letter, with or without a mark.
        runs += _PRINTABLE.findall(data.replace(b"\0", b""))
    return "\n".join(run.decode("ascii") for run in runs), False


def inside(data: bytes, text: str, is_text: bool, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what is wrapped in a piece of data, by a name for it."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        yield from _zipped(data, budget)
        return
    if not is_text:
        yield from _compressed(data, budget)
        return
    if not cells.is_notebook(text):  # the texts of a notebook are looked at cell by cell
        yield from _decoded(text)
        yield from _strings(text)


def _is_wrapping(data: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(data)) or data.startswith(tuple(magic for magic, _ in _MAGIC))


def _zipped(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            spans = [(archive.start_dir, len(data))]
            for entry in archive.infolist():
                budget.spend(0)
                if entry.file_size > budget.left:
                    raise Sealed(f"{entry.filename} unpacks to {entry.file_size:,} bytes")
                spans.append(_span(data, entry))
                yield entry.filename, archive.read(entry)
                if entry.comment or entry.extra:
                    yield f"{entry.filename} (remark)", entry.comment + b"\n" + entry.extra
            if archive.comment:
                yield "(remark of the archive)", archive.comment
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
    ) as error:
        raise Sealed(f"cannot be opened ({error})") from error
    end = 0
    for start, stop in sorted(spans):
        if start > end:
            yield "(between the files)", data[end:start]
        end = max(end, stop)


def _span(data: bytes, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Return where an entry's header and data stand in a zip. Source: APPNOTE.TXT 4.3.7, the local file header."""
    start = entry.header_offset
    name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
    # Sixteen more bytes may follow where the sizes were not known in advance.
    return start, start + 30 + name + extra + entry.compress_size + (16 if entry.flag_bits & 8 else 0)


def _compressed(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what is compressed in binary data: as a whole, or as streams of zlib anywhere in it (PNG, PDF, pickles)."""
    kind = next((name for magic, name in _MAGIC if data.startswith(magic)), "")
    try:
        if kind:
            yield kind, _READERS[kind](io.BytesIO(data)).read(budget.left + 1)
            return
        if data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                for member in archive:
                    file = archive.extractfile(member) if member.isfile() else None
                    yield member.name, file.read() if file else member.linkname.encode()
            return
    except (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError) as error:
        raise Sealed(f"cannot be opened as {kind or 'tar'} ({error})") from error
    for found in _ZLIB.finditer(data):
        stream = zlib.decompressobj()
        try:
            made = stream.decompress(data[found.start() :], budget.left + 1)
        except zlib.error:
            continue
        if made:
            yield f"zlib at {found.start()}", made


def _decoded(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield what runs of base64 and of hexadecimal digits stand for."""
    for found in _HEX.finditer(text):
        yield f"hexadecimal at {found.start()}", bytes.fromhex(found.group())
    for found in _BASE64.finditer(text):
        run = re.sub(r"\s", "", found.group()).translate(str.maketrans("-_", "+/"))
        for shift in range(4):  # a run may start with letters that are not of it
            code = run[shift:]
            try:
                made = base64.b64decode(code[: len(code) // 4 * 4] + _rest(code))
            except (binascii.Error, ValueError):
                continue
            if _says_something(made):
                yield f"base64 at {found.start() + shift}", made
                break


def _rest(code: str) -> str:
    """Return the last digits of base64, padded; a single one is no byte."""
    rest = code[len(code) // 4 * 4 :]
    return rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""


def _says_something(data: bytes) -> bool:
    """Tell decoded data from the noise that a long word gives: it is text, or it starts as some format does."""
    known = (
        *(magic for magic, _ in _MAGIC),
        b"PK",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"%PDF",
        b"SQLite",
        b"\x78",
    )
    text, is_text = text_of(data)
    return data.startswith(known) or (is_text and text.isprintable()) or (is_text and "\n" in text)


def _strings(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield the strings of Python code and of JSON whose spelling is not what they say: escapes, and pieces put together."""
    stripped = text.lstrip()
    if stripped[:1] in "{[":
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            yield "(strings)", "\n".join(cells.leaves(content)).encode("utf-8", "surrogatepass")
            return
    if "\\" not in text and not re.search(r"[\"']\s*[\"']", text):
        return
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    said = [
        value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(value := node.value, str | bytes)
    ]
    if said:
        yield "(strings)", b"\n".join(said)
