"""The text of an exported program, looked at before MLIR's parser sees it.

The parser is C++ in the judge's process. It gets plain ASCII in generic form, nested no deeper than an honest program,
naming no operation beyond the list, and no constant that refers to bytes elsewhere. Trusted side; used by `inspection`.
"""

from __future__ import annotations

import re

from gradlab.grade.inspection_vocabulary import OPERATION_NAMES

BRACKETS = 120
"""Nested brackets of any kind; regions, types and attributes all open some."""


class Refused(Exception):
    """A program holds what a judge does not run; it says what."""


_STRING = re.compile(rb'"(?:[^"\\\n]|\\[^\n])*"')
_NAMED = re.compile(rb'"([^"\n]*)"\s*\(')
_PLAIN = re.compile(rb"[\n\x20-\x7e]*")
_ALIAS = re.compile(rb"^[ ]*[#!]", re.MULTILINE)
_WORD = re.compile(rb"[#!@%]?[A-Za-z_][\w.]*")
_OPEN, _CLOSE = b"([{<", b")]}>"


def _has_custom_form(bare: bytes) -> bool:
    """Tell whether an operation stands without quotes. The name of an attribute has a dot, too, and an equals sign."""
    for word in _WORD.finditer(bare):
        if (
            b"." in word[0]
            and word[0][:1] not in b"#!@%"
            and bare[word.end() : word.end() + 3].lstrip()[:1] != b"="
        ):
            return True
    return False


def checked(data: bytes) -> str:
    """Check the text of a program.

    Args:
        data: what a student's process has sent.

    Returns:
        The text, fit to be parsed.

    Raises:
        Refused: it is not what jax prints.
    """
    if not _PLAIN.fullmatch(data):
        raise Refused("the program cannot be read")
    for name in set(_NAMED.findall(data)):
        operation = name.decode()
        if operation not in OPERATION_NAMES and operation != "builtin.module":
            raise Refused(f"the program holds {operation[:60]}")
    bare = _STRING.sub(b'""', data)
    if b"dense_resource" in bare or b"{-#" in bare or _ALIAS.search(bare) or _has_custom_form(bare):
        raise Refused("the program is not written as jax writes programs")
    depth = 0
    for byte in re.findall(rb"[(\[{<]|(?<!-)[)\]}>]", bare):
        depth += 1 if byte in _OPEN else -1
        if depth > BRACKETS:
            raise Refused("the program is nested too deep")
    return data.decode()
