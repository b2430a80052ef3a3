"""How text is compared when it is searched for secrets: without what a copy may change and still be the same line.

Blanks go, and with them indents; so do the signs of a comment, the quotes and commas around a line of JSON, and a comment
behind code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MIN_LINE = 3
"""Characters of the shortest line that is compared as a whole, blanks left out."""
MIN_FRAGMENT = 16
"""Characters of the shortest line that is also looked for inside other text, blanks left out."""
MIN_DIGITS = 3
"""Significant digits of the shortest number that is a secret: 0.25 and 1000 stand everywhere, 0.125 and 1024 do not."""

_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(r"(?<![\w.])(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?(?![\w]|\.\d)")
_EDGE = "#>*\"',;"


def squeezed(text: str) -> str:
    """Return text without any blank or line break."""
    return _BLANK.sub("", text)


def lines(text: str) -> Iterator[str]:
    """Yield each line of a text in its normal forms: as it is, and without the comment behind it.

    Args:
        text: Any text.

    Yields:
        Lines of at least `MIN_LINE` characters that hold a letter or digit.
    """
    # "\\n" as two characters ends the lines of a string in JSON or Python.
    for line in re.split(r"\\r|\\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", text):
        whole = squeezed(line).strip(_EDGE)
        forms = {whole}
        before, sign, _ = line.lstrip(" \t" + _EDGE).partition("#")
        if sign and before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
            forms.add(squeezed(before).strip(_EDGE))
        for form in forms:
            if len(form) >= MIN_LINE and any(c.isalnum() for c in form):
                yield form


def roundings(value: float) -> Iterator[float]:
    """Yield a number, and what it is when it is printed to fewer digits, but one more than `MIN_DIGITS` at least."""
    yield value
    for digits in range(MIN_DIGITS + 1, 17):
        yield float(f"{value:.{digits - 1}e}")


def numbers(text: str) -> Iterator[tuple[float, str]]:
    """Yield the numbers of a text with at least `MIN_DIGITS` significant digits, and how they are spelled."""
    for found in _NUMBER.finditer(text):
        spelled = found.group().replace("_", "")
        digits = re.split("[eE]", spelled)[0].replace(".", "").strip("0")
        if len(digits) >= MIN_DIGITS:
            yield float(spelled), found.group()
