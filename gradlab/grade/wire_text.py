"""Text that came from a student's process, made fit to be shown: no control characters, no addresses, no more than a limit.

What differs between two runs of one program, or steers a terminal, never gets further than this. Both sides import it.
"""

from __future__ import annotations

import re

CHARACTERS = 4000
"""Of a message."""
OUTPUT_CHARACTERS = 50_000
"""Of what one cell or one call prints: a loop that prints each step stays readable, a flood does not fill a report."""
NAME_CHARACTERS = 100

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{5,}\b")
_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # escape sequences as a whole
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
    r"|[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def plain(text: str, limit: int = CHARACTERS) -> str:
    """Take control characters and what nobody sees out of a text, and cut it to length.

    Args:
        text: any text.
        limit: characters that are kept.

    Returns:
        The text, with a mark where it was cut.
    """
    text = _CONTROL.sub("", text[: 2 * limit].replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= limit else text[:limit] + " …"


def scrubbed(text: str, limit: int = CHARACTERS) -> str:
    """Make a message plain, and the same in every run: addresses become `0x…`."""
    return plain(_ADDRESS.sub("0x…", text[: 2 * limit]), limit)


def named(name: str, otherwise: str) -> str:
    """Return the last part of a class's qualified name, or `otherwise` where a student has made up what no class is called."""
    last = name.rpartition(".")[2]
    return last if last.isidentifier() and len(last) <= NAME_CHARACTERS else otherwise


def spoken(error: str) -> str:
    """Return an error as it is told, `Class: message`, with a class that could be one."""
    name, colon, said = error.partition(":")
    return named(name.strip(), "Exception") + colon + said
