"""How much the programs of a class differ: what jax lowers for each submission, compared without names and places.

Counted where it can be seen, in one bare process (`bare`), from jax's own dumps. Programs that a submission shares with an
earlier one and that jax still holds are not lowered again and not seen again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

PLACE = re.compile(r"\s*loc\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|^#loc.*$", re.MULTILINE)
NAME = re.compile(r"@[\w.$-]+")


@dataclass(frozen=True)
class Programs:
    """What a class lowers."""

    submissions: int
    lowered: int
    different: int
    """Of those lowered, without names and places."""
    of_one: int
    """Programs that one submission alone has."""
    with_own: int
    """Submissions that have such a program."""


def counted(folder: Path) -> Programs:
    """Count the programs of a class.

    Args:
        folder: A folder a student, with jax's dumps in it.
    """
    of_student = {
        place.name: {fingerprint(path.read_text()) for path in place.glob("*.mlir")}
        for place in folder.iterdir()
    }
    owners = Counter(one for programs in of_student.values() for one in programs)
    return Programs(
        submissions=len(of_student),
        lowered=sum(1 for _ in folder.glob("*/*.mlir")),
        different=len(owners),
        of_one=sum(count == 1 for count in owners.values()),
        with_own=sum(any(owners[one] == 1 for one in programs) for programs in of_student.values()),
    )


def fingerprint(module: str) -> str:
    """Return a hash of a module's text that does not depend on the names of functions, nor on where they stand in a file."""
    names: dict[str, str] = {}
    bare = NAME.sub(lambda found: names.setdefault(found[0], f"@{len(names)}"), PLACE.sub("", module))
    return hashlib.sha256(bare.encode()).hexdigest()
