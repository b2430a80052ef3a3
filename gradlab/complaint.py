"""An error that a person can do something about. `course`, `grade`, `export` and `cli` derive theirs from it."""

from __future__ import annotations


class Complaint(Exception):
    """Something is not as it must be; `cli.errors` prints both lines.

    Attributes:
        what: What is wrong, one line.
        fix: What to do about it, one line.
    """

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what}; {fix}")
