"""`gradlab prove --mutants`: which small changes of the solutions the hidden tests notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import chain

from rich.text import Text

from gradlab.cli import kept
from gradlab.cli.grade import slots
from gradlab.cli.tables import say
from gradlab.course import Assignment, Course, CourseError
from gradlab.mutants import ANY, Fate, Known, equivalents, fate, mutants

FOUND = 1
KEPT = ".cache/mutants"
GOAL = 0.95
"""The share of the mutants that run, and are not equivalent, which the hidden tests of an assignment must kill."""


def prove_mutants(names: Sequence[str], *, jobs: int | None, only: str = "*", force: bool = False) -> int:
    """Print the share of killed mutants of each assignment and every survivor; return the exit code."""
    selected = [
        (assignment, [one for one in mutants(assignment) if fnmatchcase(one.cell, only)])
        for assignment in Course.find().select(list(names))
    ]
    selected = [(assignment, known) for assignment, known in selected if known]
    if not selected:
        raise CourseError(
            f"no exercise is called {only}",
            "name the id of a solution cell, such as power-scan, and quote a pattern",
        )
    folder = selected[0][0].root / KEPT
    groups = kept.grade(folder, [known for _, known in selected], slots=jobs or slots(), force=force)
    short = 0
    for (assignment, known), (done, rest) in zip(selected, groups, strict=True):
        listed = equivalents(assignment)
        fates = {one.submission.student: fate(one, graded, listed) for one, graded in chain(done, rest)}
        ends = [(one, fates[one.submission.student]) for one in known]
        short += not tell(assignment, ends, listed if only == "*" else set())
    return FOUND if short else 0


def tell(
    assignment: Assignment, fates: Sequence[tuple[Known, Fate]], listed: set[tuple[str, str, str]]
) -> bool:
    """Print the outcome of an assignment's mutants; return whether enough are killed and the list is true."""
    count = Counter(end for _, end in fates)
    tested = count[Fate.KILLED] + count[Fate.SURVIVES]
    share = count[Fate.KILLED] / tested if tested else 1.0
    say(
        Text(
            f"{assignment.name}: {len(fates)} mutants, {count[Fate.BROKEN]} do not run, "
            f"{count[Fate.EQUIVALENT]} equivalent; hidden tests kill {count[Fate.KILLED]} of {tested} ({share:.1%})"
        )
    )
    for one, end in fates:
        if end is Fate.SURVIVES:
            say(Text(f"  survives  {one.cell}: {one.mutant.was}\n{'':12}now  {one.mutant.now}"))
    equivalent = {one.key for one, end in fates if end is Fate.EQUIVALENT}
    stale = listed - equivalent - {(cell, was, ANY) for cell, was, _ in equivalent}
    for cell, was, now in sorted(stale):
        say(Text(f"  listed as equivalent, and is not (or is no mutant)  {cell}: {was}\n{'':12}now  {now}"))
    return share >= GOAL and not stale
