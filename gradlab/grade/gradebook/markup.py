"""What a student's Markdown may become on a page: text, tables, pictures and links, but nothing that runs.

nbgrader puts it into feedback and into the formgrader as it is, where a script acts in the name of whoever looks at it, marks
included. nbconvert imports `harmless` by its name in the config; `config` puts it there.
"""

from __future__ import annotations

import re
from html import unescape

import bleach
from nbconvert.filters import strip_files_prefix

from gradlab.notebook import visible

_TAGS = frozenset(
    """
    a abbr b blockquote br caption center code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p
    pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var
    """.split()  # noqa: SIM905 - one word a line would be longer than the module
)
_ANYWHERE = frozenset({"align", "alt", "colspan", "height", "rowspan", "start", "title", "width"})
_CLASS = re.compile(r"(?:(?:highlight|codehilite|hl-[a-z0-9]+|anchor-link|[a-z][a-z0-9]{0,2})(?:\s+|$))+")
"""Of highlighted code and of headings; the page's own classes could lay a text over a mark."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINK = re.compile(r"(?:https?:|mailto:|#|[^:]*$)", re.IGNORECASE)
_PICTURE = re.compile(r"(?:https?:|data:image/(?:png|jpeg|gif);base64,|[^:]*$)", re.IGNORECASE)

_TEX = re.compile(
    r"\\(?=(?:href|url|cssId|class|style|data|require|unicode|bbox|mmlToken|enclose|cancel|bcancel|xcancel|cancelto|toggle"
    r"|texttip|mathtip|Tip|def|gdef|edef|let|newcommand|renewcommand|providecommand|newenvironment|renewenvironment|csname"
    r"|DeclareMathOperator|raise|lower|moveleft|moveright|rule|Rule|Space|kern|mkern|hskip|mskip|mspace|hspace|vspace"
    r"|llap|rlap|mathllap|mathrlap|mathclap|above|abovewithdelims)(?![A-Za-z]))"
    r"|\\\\(?=\s*\[)"
)
"""Commands by which MathJax, after this page has been cleaned, makes links and attributes, loads more of itself, names new
commands, or moves what it draws over something else."""
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")


def harmless(html: str) -> str:
    """Clean the HTML that nbconvert made of Markdown. Takes the place of nbconvert's `strip_files_prefix`, and does that too.

    Args:
        html: A fragment.

    Returns:
        The fragment without scripts, styles, forms, frames, event handlers and links that run; unknown tags show as text.
    """
    cleaned = bleach.clean(
        strip_files_prefix(html),  # type: ignore[no-untyped-call]
        tags=_TAGS,
        attributes=_attribute,
        protocols=["http", "https", "mailto", "data"],
    )
    # Only now is every character itself, so that none of a command or of a direction can be spelled as a reference.
    spelled = visible(_REFERENCE.sub(_character, cleaned))
    return _TEX.sub(r"\\backslash ", spelled)


def _character(reference: re.Match[str]) -> str:
    text = unescape(reference[0])
    return reference[0] if text == reference[0] or set(text) & set("&<>\"'") else text


def _attribute(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("a", "href"):
        return _LINK.match(value.strip()) is not None
    if (tag, name) == ("img", "src"):
        return _PICTURE.match(value.strip()) is not None
    if name == "class":
        return _CLASS.fullmatch(value) is not None
    return name in _ANYWHERE or (name == "id" and tag in _HEADINGS)
