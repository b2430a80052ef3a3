"""What a student's Markdown may become on a page: text, tables, pictures and links, but nothing that runs.

nbgrader puts it into feedback and into the formgrader as it is, where a script acts in the name of whoever looks at it, marks
included. nbconvert imports `harmless` by its name in the config; `config` puts it there.
"""

from __future__ import annotations

import re

import bleach
from nbconvert.filters import strip_files_prefix

_TAGS = frozenset(
    """
    a abbr b blockquote br caption center code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p
    pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var
    """.split()  # noqa: SIM905 - one word a line would be longer than the module
)
_ANYWHERE = frozenset(
    {"align", "alt", "class", "colspan", "height", "id", "rowspan", "start", "title", "width"}
)
_LINK = re.compile(r"(?:https?:|mailto:|#|[^:]*$)", re.IGNORECASE)
_PICTURE = re.compile(r"(?:https?:|data:image/(?:png|jpeg|gif);base64,|[^:]*$)", re.IGNORECASE)

_TEX_LINK = re.compile(r"\\(?=href\b|cssId\b|class\b|style\b|require\b)")
"""Commands by which MathJax makes links and attributes, after this page has been cleaned."""


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
    return _TEX_LINK.sub("\\\\backslash ", cleaned)


def _attribute(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("a", "href"):
        return _LINK.match(value.strip()) is not None
    if (tag, name) == ("img", "src"):
        return _PICTURE.match(value.strip()) is not None
    return name in _ANYWHERE
