"""Names that stand for students: the same ones every time in one course, and none that can be undone without its key.

The key is 32 random bytes beside the reports, made when it is first needed. A plain hash would not do: who has the class list
could hash it. `survey` and `cli` import this room.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from gradlab.grade import ledger

KEY = ".pseudonyms"
KEY_BYTES = 32
SHORTEST = 5
"""Letters: 32**5 names; longer ones where two students would share one."""
SHORTEST_NAME = 3
"""A name of fewer letters is part of too many words to be replaced within text."""


def key(root: Path) -> bytes:
    """Return a course's key; it is made if there is none.

    Raises:
        OSError: It can neither be read nor written.
    """
    path = root / ledger.FOLDER / KEY
    found = path.read_bytes() if path.exists() else b""
    if len(found) == KEY_BYTES:
        return found
    # None, or one whose writing was cut short: nobody has seen a name made with it.
    path.unlink(missing_ok=True)
    made = os.urandom(KEY_BYTES)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made)
    return made


class Names:
    """Says how a student is called; as they are, or by pseudonyms."""

    def __init__(self, pseudonyms: Mapping[str, str] | None = None) -> None:
        """Take pseudonyms by name; None leaves names as they are."""
        self._of = pseudonyms
        long = sorted((n for n in pseudonyms or () if len(n) >= SHORTEST_NAME), key=lambda n: (-len(n), n))
        self._any = re.compile("|".join(map(re.escape, long))) if long else None

    @classmethod
    def hidden(cls, students: Iterable[str], secret: bytes) -> Names:
        """Make pseudonyms.

        Args:
            students: The class.
            secret: The course's key.
        """
        code = {
            student: base64.b32encode(
                hmac.digest(secret, student.encode("utf-8", "surrogateescape"), "sha256")
            )
            .decode()
            .lower()
            for student in students
        }
        length = SHORTEST
        while len({whole[:length] for whole in code.values()}) < len(code):
            length += 1
        return cls({student: f"student-{whole[:length]}" for student, whole in code.items()})

    @property
    def anonymous(self) -> bool:
        """Whether names are hidden."""
        return self._of is not None

    def of(self, student: str) -> str:
        """Return how a student is called; a folder's name that is no text is written with escapes."""
        if self._of is not None:
            return self._of[student]
        return student.encode("utf-8", "backslashreplace").decode("utf-8")

    def within(self, text: str) -> str:
        """Return text in which no student of the class is named."""
        if self._any is None or self._of is None:
            return text
        names = self._of
        return self._any.sub(lambda found: names[found[0]], text)
