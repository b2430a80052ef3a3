"""Lint rules on prose. Imported by `lint` alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradlab.course.finding import Draft, Finding

BANNED = ("simply", "just")
"""Words that tell a student who is stuck that they should not be."""


def words_are_kind(draft: Draft) -> Iterator[Finding]:
    """Rule `prose`: no word of `BANNED`, no exclamation mark; code and formulas may hold both."""
    for cell in draft.text:
        text = prose(cell.source)
        for word in BANNED:
            if re.search(rf"\b{word}\b", text, re.IGNORECASE):
                yield draft.found("prose", cell, f'the text says "{word}"', "leave the word out")
        if "!" in text:
            yield draft.found(
                "prose", cell, "the text has an exclamation mark", "end the sentence with a full stop"
            )


def prose(markdown: str) -> str:
    """Take markdown without its code, formulas, and addresses.

    Args:
        markdown: The text of a cell.

    Returns:
        What is left to be read as sentences.
    """
    for pattern in (
        r"```.*?```",
        r"``.*?``",
        r"`[^`\n]*`",
        r"\$\$.*?\$\$",
        r"\$[^$\n]*\$",
        r"\]\([^)]*\)",
        r"<https?://[^>]*>|https?://\S+",
        r"!(?=\[)",
    ):
        markdown = re.sub(pattern, " ", markdown, flags=re.DOTALL)
    return markdown


RULES = (words_are_kind,)
