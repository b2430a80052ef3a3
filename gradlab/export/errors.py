"""What a person reads when nothing can be exported. The whole room imports it."""

from __future__ import annotations


class ExportError(Exception):
    """Nothing was exported.

    Attributes:
        what: What is wrong, one line.
        fix: What to do about it, one line.
    """

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what}; {fix}")
