"""HTML that is escaped unless it is ours: text becomes `Markup` only by being escaped, or by being an element made here.

Knows no report. `page` and its sections import this room.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TypeAlias

from gradlab.notebook import printable, visible

VOID = frozenset({"img", "meta", "br", "col"})
NAME_CHARACTERS = 60
TEXT_CHARACTERS = 400
MESSAGE_LINES = 10
"""What a check says has about five; what a student prints into an exception may have any number."""


class Markup(str):
    """HTML."""

    __slots__ = ()


Child: TypeAlias = "str | Markup | Iterable[Child] | None"


def element(tag: str, *children: Child, **attributes: object) -> Markup:
    """Make an element.

    Args:
        tag: Its name.
        children: Elements, and text that is escaped; None is left out.
        attributes: Their values are escaped; `class_` stands for class, None and False are left out, True has no value.
    """
    words = "".join(
        f" {name.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{html.escape(visible(str(value)), quote=True)}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in VOID:
        return Markup(f"<{tag}{words}>")
    return Markup(f"<{tag}{words}>{joined(*children)}</{tag}>")


def joined(*children: Child) -> Markup:
    """Put children behind one another."""
    return Markup("".join(map(_written, children)))


def _written(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return html.escape(visible(child), quote=False)
    return "".join(map(_written, child))


def name(text: str) -> str:
    """Return a student's name, or another's word, as it is shown: on one line, not too long."""
    return printable(text, limit=NAME_CHARACTERS)


def text(words: str) -> str:
    """Return a sentence of somebody's as it is shown: on one line, not too long."""
    return printable(words, limit=TEXT_CHARACTERS)


def message(words: str) -> Markup | None:
    """Return a message of several lines in its own typeface; None if there is none."""
    lines = words.splitlines()
    if not lines:
        return None
    shown = [printable(line, limit=160) for line in lines[:MESSAGE_LINES]]
    if len(lines) > MESSAGE_LINES:
        shown.append(f"… {len(lines) - MESSAGE_LINES} more lines")
    return element("pre", "\n".join(shown))


def number(value: float | None, form: str = "g") -> str:
    """Write a number, or a dash where there is none; a minus is a minus."""
    if value is None:
        return "–"
    written = f"{round(value, 2):g}" if form == "g" else f"{value:{form}}"
    # What rounds to nothing has no sign.
    written = written if any(digit in written for digit in "123456789") else written.lstrip("-")
    return written.replace("-", "−")


def percent(share: float | None) -> str:
    """Write a share in percent, without pretending that it is whole when it is not."""
    if share is None:
        return "–"
    whole = round(100 * share)
    if whole == 100 and share < 1 - 1e-9:
        return "> 99 %"
    if whole == 0 and share > 1e-9:
        return "< 1 %"
    return f"{whole} %"


def plural(count: int, word: str, words: str = "") -> str:
    """Write how many there are of something."""
    return f"{count:,} {word if count == 1 else words or word + 's'}"


def table(
    caption: str,
    heads: Iterable[tuple[Child, str]],
    rows: Iterable[Iterable[Child]],
    *,
    class_: str = "",
    left_out: str = "",
) -> Markup:
    """Make a table that scrolls within itself where the page is narrow.

    Args:
        caption: What it shows.
        heads: A title and a class for each column; the class goes on the column's cells, the first column holds row titles.
        rows: Cells.
        class_: Of the table.
        left_out: What is not in it, and where it is.
    """
    columns = list(heads)
    body = [
        element(
            "tr",
            *(
                element("td" if place else "th", cell, class_=kind or None, scope=None if place else "row")
                for place, (cell, (_, kind)) in enumerate(zip(row, columns, strict=True))
            ),
        )
        for row in rows
    ]
    head = element("tr", *(element("th", title, class_=kind or None, scope="col") for title, kind in columns))
    whole = element("table", element("thead", head), element("tbody", *body), class_=class_ or None)
    return joined(scrolled(caption, whole), element("p", left_out, class_="note") if left_out else None)


def scrolled(caption: str, whole: Markup) -> Markup:
    """Put a table under its caption, in a region that scrolls by itself; the keyboard reaches it too."""
    # Above, not within: a caption as wide as the table would scroll away with it.
    region = element("div", whole, class_="scroll", role="region", aria_label=caption, tabindex="0")
    return joined(element("p", caption, class_="caption"), region)
