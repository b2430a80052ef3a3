"""Formulas on a page without scripts: TeX in a text becomes MathML, which browsers set themselves.

The TeX may be a student's, so of what is made of it only known elements pass, with attributes that can move nothing. `page`
imports this room.
"""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

from latex2mathml.converter import convert

LENGTH = 1_000
"""Characters of one formula; a longer one is shown as it was typed."""
COUNT = 300
"""Of one text. The longest notebook of this course has 40."""

_APART = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>|<[^>]*>)", re.DOTALL)
"""What holds no formula: code and tags."""
_FORMULA = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?![\s$])(?P<inline>[^$]+?)(?<!\s)\$(?!\d)")
_ELEMENTS = frozenset(
    """
    math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable
    mtd mtext mtr munder munderover none mprescripts
    """.split()  # noqa: SIM905 - one word a line would be longer than the module
)
_ATTRIBUTES = frozenset(
    """
    accent accentunder columnalign display displaystyle fence form linebreak mathvariant movablelimits scriptlevel separator
    stretchy
    """.split()  # noqa: SIM905 - see above
)
"""None that gives a size, a place, a colour, a link or a style."""
_VALUE = re.compile(r"[a-z0-9 -]{1,40}")
_SPACE = "{http://www.w3.org/1998/Math/MathML}"
_BARE = re.compile(r"&(?!#?\w+;)")


def formulas(html: str) -> str:
    """Set the formulas of a text.

    Args:
        html: A fragment that is safe already.

    Returns:
        The fragment with MathML for what stands between dollar signs; a formula that cannot be set stays as it was typed.
    """
    left = COUNT

    def made(match: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        if left < 0:
            return match[0]
        tex = unescape(match["display"] or match["inline"])
        return _mathml(tex, display=match["display"] is not None) or match[0]

    parts = _APART.split(html)
    # The pattern has one group, so every second part is what it found.
    parts[::2] = [_FORMULA.sub(made, part) for part in parts[::2]]
    return "".join(parts)


def _mathml(tex: str, *, display: bool) -> str:
    """Return a formula as MathML, or nothing if it cannot be set."""
    if len(tex) > LENGTH:
        return ""
    try:
        made = convert(tex, display="block" if display else "inline")
        root = ElementTree.fromstring(_BARE.sub("&amp;", made))
    except Exception:
        # Whatever a converter raises on what somebody has typed: the page shows that instead.
        return ""
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SPACE)
        text = element.text or ""
        # A command, or a column, that the converter does not know.
        unknown = text == "&" or (text.startswith("\\") and len(text) > 1)
        if element.tag not in _ELEMENTS or unknown:
            return ""
        for name, value in list(element.attrib.items()):
            if name not in _ATTRIBUTES or not _VALUE.fullmatch(value):
                del element.attrib[name]
    root.set("alttext", tex)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
