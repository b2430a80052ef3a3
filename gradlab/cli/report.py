"""`gradlab report`: what kept reports say about a class, as a page, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gradlab.cli.errors import complain
from gradlab.cli.tables import say
from gradlab.cli.target import files, folder
from gradlab.course import Assignment, Course, CourseError
from gradlab.course.bank import Variant, variants
from gradlab.grade import ledger, papers, whole_file
from gradlab.grade.gradebook import GradebookError, standing
from gradlab.grade.papers import Kept
from gradlab.overview import pseudonyms
from gradlab.overview.facts import Overview
from gradlab.overview.survey import survey
from gradlab.submitted import HandedIn, find

FOUND, USAGE = 1, 2


def report(
    names: Sequence[str],
    *,
    out: Path,
    csv: Path | None = None,
    json: Path | None = None,
    anonymous: bool = False,
    root: Path | None = None,
) -> int:
    """Write what is asked for; return the exit code."""
    course = Course.find(root)
    chosen = course.select(list(names))
    files([out, *([json] if json is not None else [])])
    if csv is not None:
        folder(csv)
    known = papers.read(course.root, [one.name for one in chosen] if names else ())
    for one in known.damaged:
        complain(
            f"{one.path.relative_to(course.root)} is left out: {one.why}",
            f"`gradlab grade {one.assignment} --force` writes it again",
        )
    if not known.papers:
        what = " ".join(one.name for one in chosen) if names else ""
        complain(
            f"no reports{' of ' * bool(what)}{what} yet: {ledger.FOLDER}/ holds none that can be read",
            f"`gradlab grade{' ' * bool(what)}{what}` writes them",
        )
        return USAGE
    facts = surveyed(course, chosen, known, anonymous=anonymous)
    write(facts, out, csv, json)
    students = f"{facts.students} student{'s' * (facts.students != 1)}"
    looks = len({(one.student, one.assignment) for one in facts.attention})
    say(f"page        {out}  ({students}; {looks} submission{'s' * (looks != 1)} need a human eye)")
    if csv is not None:
        say(f"tables      {csv}/")
    if json is not None:
        say(f"data        {json}")
    return FOUND if known.damaged else 0


def surveyed(course: Course, chosen: Sequence[Assignment], known: Kept, *, anonymous: bool) -> Overview:
    """Find out about the class."""
    asked = {one.name for one in chosen} | {paper.report.assignment for paper in known.papers}
    waiting = [(one.student, one.assignment) for one in _handed_in(course) if one.assignment in asked]
    names = None
    if anonymous:
        students = {paper.report.student for paper in known.papers} | {student for student, _ in waiting}
        students |= {one.student for one in known.damaged}
        names = pseudonyms.Names.hidden(students, pseudonyms.key(course.root))
    return survey(
        known,
        course=course.root.name,
        banks=banks(chosen),
        waiting=waiting,
        standings=standings(course),
        names=names,
    )


def banks(chosen: Sequence[Assignment]) -> dict[str, list[Variant]]:
    """Read the assignments' banks; one that cannot be read is told of, and its misconceptions have no names."""
    found = {}
    for one in chosen:
        try:
            found[one.name] = variants(one)
        except CourseError as error:
            complain(f"the bank of {one.name} is left out: {error.what}", error.fix)
    return found


def standings(course: Course) -> standing.Standings | None:
    """Read the gradebook; one that cannot be read is told of, and manual marks and penalties are missing."""
    try:
        return standing.read(course.root)
    except GradebookError as error:
        complain(f"manual marks and late penalties are left out: {error.what}", error.fix)
        return None


def write(facts: Overview, out: Path, csv: Path | None, json: Path | None) -> None:
    """Write each file whole, or not at all.

    Raises:
        OSError: One cannot be written.
    """
    from gradlab.overview.page import page

    whole_file.replace(out, page(facts))
    if json is not None:
        whole_file.replace(json, facts.to_json())
    if csv is not None:
        from gradlab.overview.tables import tables

        for name, data in tables(facts).items():
            whole_file.replace(csv / name, data)


def _handed_in(course: Course) -> list[HandedIn]:
    try:
        return find(course, [])
    except CourseError:
        return []
