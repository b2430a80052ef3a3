"""The second proof that the tests test: small systematic changes of each solution, and which of them the hidden tests notice.

A mutant is graded by the real engine on a notebook cut down to what its exercise needs: the given cells, the solutions up to it,
its `-try` cell and its check cell. It counts when it runs: when its solution cell and its `-try` cell raise nothing. It is killed
when it loses a hidden test. Those that no test can tell from the solution are listed, with the reason, in the bank's
`equivalent.toml`. `cli` imports this room.
"""

from __future__ import annotations

import copy
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from gradlab.course import Assignment, CourseError
from gradlab.course.bank import EQUIVALENT
from gradlab.course.excerpt import cut, excerpt
from gradlab.course.reference import reference, saved, solved
from gradlab.grade.report import Graded, Outcome, Submission
from gradlab.mutation import Mutant, mutants_of
from gradlab.notebook import Notebook, Role

ANY = "*"
"""As `now`: any change of that statement, such as of the data that a student is free to choose."""
KEYS = {"cell", "was", "now", "reason"}


class Fate(StrEnum):
    """What became of a mutant."""

    BROKEN = "does not run"
    KILLED = "killed"
    EQUIVALENT = "equivalent"
    SURVIVES = "survives"


@dataclass(frozen=True)
class Known:
    """A mutant of one exercise's solution, ready to be graded."""

    cell: str
    mutant: Mutant
    source: Notebook
    """The source notebook, cut down to this exercise."""
    submission: Submission

    @property
    def key(self) -> tuple[str, str, str]:
        """What `equivalent.toml` calls it."""
        return self.cell, self.mutant.was, self.mutant.now


def mutants(assignment: Assignment) -> list[Known]:
    """Return every mutant of an assignment's solutions.

    Raises:
        CourseError: the source cannot be read.
    """
    whole = assignment.notebook()
    node = solved(reference(assignment))
    found = []
    for cell in whole.cells:
        if cell.role is not Role.SOLUTION:
            continue
        source = excerpt(_until(whole, cell.id), {cell.id})
        for mutant in mutants_of(cell.source):
            nb = copy.deepcopy(cut(node, whole, source))
            next(one for one in nb.cells if one.id == cell.id).source = mutant.source
            name = f"{cell.id}-{hashlib.sha256(mutant.source.encode()).hexdigest()[:12]}"
            submission = Submission(
                student=name, assignment=assignment.name, notebook=whole.name, data=saved(nb)
            )
            found.append(Known(cell.id, mutant, source, submission))
    return found


def _until(notebook: Notebook, exercise: str) -> Notebook:
    """Return a notebook up to the check cell of an exercise."""
    ids = [cell.id for cell in notebook.cells]
    return replace(notebook, cells=notebook.cells[: ids.index(f"{exercise}-check") + 1])


def fate(known: Known, graded: Graded, equivalent: set[tuple[str, str, str]]) -> Fate:
    """Tell what became of a mutant."""
    outputs = graded.transcript.by_cell()
    if any(outputs[cell].error for cell in (known.cell, f"{known.cell}-try") if cell in outputs):
        return Fate.BROKEN
    hidden = [mark for cell in graded.report.cells for mark in cell.tests if mark.hidden]
    if any(mark.outcome is not Outcome.PASSED for mark in hidden):
        return Fate.KILLED
    listed = {known.key, (known.cell, known.mutant.was, ANY)} & equivalent
    return Fate.EQUIVALENT if listed else Fate.SURVIVES


def equivalents(assignment: Assignment) -> set[tuple[str, str, str]]:
    """Read which mutants of an assignment are known to be equivalent; empty where the bank has no list.

    Raises:
        CourseError: the list cannot be read, or an entry of it is not whole.
    """
    path = assignment.bank / EQUIVALENT
    if not path.is_file():
        return set()
    return set(read_equivalents(path))


def read_equivalents(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the cell, the old and the new statement of each entry of a list of equivalent mutants.

    Raises:
        CourseError: the list cannot be read, or an entry of it is not whole.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(
            f"{path.name} of {path.parent.name}: {error}", "save it as TOML in UTF-8"
        ) from error
    for entry in entries:
        if not isinstance(entry, dict) or set(entry) != KEYS or not all(map(str.strip, entry.values())):
            raise CourseError(
                f"{path.name} of {path.parent.name}: an entry is not whole: {entry}",
                "give each [[mutant]] cell, was, now and reason",
            )
        yield entry["cell"], entry["was"], entry["now"]
