"""`gradlab export`: the marks for Canvas, Gradescope, a spreadsheet, a CI server, an LMS."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradlab.cli.errors import complain
from gradlab.cli.grade import read_source
from gradlab.cli.tables import err
from gradlab.course import Course
from gradlab.export import gradescope, scores, verdicts
from gradlab.export.errors import ExportError
from gradlab.export.roster import Roster
from gradlab.grade import whole_file
from gradlab.notebook import printable

FOUND = 1
NAMES_SHOWN = 10


@dataclass(frozen=True)
class Options:
    """What a person asked for."""

    assignments: Sequence[str]
    out: Path | None = None
    zip: Path | None = None
    roster: Path | None = None
    match: str = "SIS Login ID"
    user_id: str = "ID"
    columns: tuple[str, ...] = ()
    tests: bool = False
    hidden: str = gradescope.VISIBILITIES[0]


def export(to: str, options: Options, *, root: Path | None = None) -> int:
    """Write what was asked for, say on stderr what it is and what it lacks, and return the exit code."""
    write = FORMATS.get(to)
    if write is None:
        raise ExportError(f"there is no export to {printable(to)!r}", f"--to is one of {', '.join(FORMATS)}")
    _check(to, options)
    return write(Course.find(root), options)


def canvas(course: Course, options: Options) -> int:
    """Write Canvas's gradebook CSV."""
    from gradlab.export import canvas

    found = scores.read(course, options.assignments)
    roster = None if options.roster is None else Roster.read(options.roster)
    made = canvas.gradebook(
        found, roster, match=options.match, named=_columns(options.columns, found.assignments)
    )
    _write(options.out, made.text.encode())
    _wrote(made.rows, "row", len(found.assignments), options.out)
    for name in made.new:
        say(f"{name} has no column in the roster: Canvas will offer to make one, or name it with --column")
    for sentence in made.rescaled:
        say(f"{sentence}: the scores are written as they are here; set the points in Canvas first")
    if made.excused:
        say(f"{_count(made.excused, 'score')} left out: Canvas has the student excused")
    if roster is None:
        say(
            "without --roster Canvas goes by login, and an empty cell erases what it has: look at its preview"
        )
    return _told(found, made.unknown)


def ags(course: Course, options: Options) -> int:
    """Write LTI score payloads, a file for each line item."""
    from gradlab.export import ags

    found = scores.read(course, options.assignments)
    roster = None if options.roster is None else Roster.read(options.roster)
    if len(found.assignments) > 1 and options.out is None:
        raise ExportError(
            f"a payload does not say which of {len(found.assignments)} assignments it is for",
            "name one assignment, or a folder for a file each: --out FOLDER",
        )
    unknown: dict[str, None] = {}
    rows = 0
    for name in found.assignments:
        made = ags.payloads(found, name, roster, match=options.match, user_id=options.user_id)
        several = options.out is not None and len(found.assignments) > 1
        path = options.out / f"{name}.jsonl" if several and options.out else options.out
        if several and options.out:
            options.out.mkdir(parents=True, exist_ok=True)
        _write(path, made.text.encode())
        rows += made.rows
        unknown |= dict.fromkeys(made.unknown)
    _wrote(rows, "payload", len(found.assignments), options.out)
    if roster is None:
        say("without --roster a user's id is lms_user_id in the gradebook, else the student's id there")
    return _told(found, tuple(unknown))


def csv(course: Course, options: Options) -> int:
    """Write a table of scores, or of tests."""
    from gradlab.export import csv_table

    if options.tests:
        reports = verdicts.read(course, options.assignments)
        text = csv_table.of_tests(reports)
        _write(options.out, text.encode())
        rows = sum(len(cell.tests) for one in reports for cell in one.report.cells)
        _wrote(rows, "row", len({one.report.assignment for one in reports}), options.out)
        return _ungraded(reports)
    found = scores.read(course, options.assignments)
    _write(options.out, csv_table.of_scores(found).encode())
    students = {*found.students, *(student for student, _ in found.ungraded)}
    _wrote(len(students) * len(found.assignments), "row", len(found.assignments), options.out)
    return _told(found, ())


def junit(course: Course, options: Options) -> int:
    """Write JUnit XML."""
    from gradlab.export import junit

    reports = verdicts.read(course, options.assignments)
    _write(options.out, junit.suites(reports))
    _wrote(len(reports), "suite", len({one.report.assignment for one in reports}), options.out)
    return _ungraded(reports)


def to_gradescope(course: Course, options: Options) -> int:
    """Write a results.json for each submission, or the autograder zip."""
    if options.zip is not None:
        from gradlab.export import autograder

        chosen = course.select(list(options.assignments))
        if len(chosen) != 1 or not options.assignments:
            raise ExportError(
                "an autograder grades one assignment", "name one: gradlab export 08-loops --to gradescope …"
            )
        read_source(chosen[0].source)
        data = autograder.packed(chosen[0], options.hidden)
        _write(options.zip, data)
        say(f"wrote {options.zip} ({len(data) / 1e6:.1f} MB): the autograder of {chosen[0].name}")
        say("it holds solutions and hidden tests: upload it, and give it to nobody")
        return 0
    if options.out is None:
        raise ExportError(
            "gradescope has a results.json for each submission",
            "name a folder for them, --out results, or a file for the autograder, --zip autograder.zip",
        )
    reports = verdicts.read(course, options.assignments)
    together = defaultdict(list)
    for one in reports:
        together[one.report.student, one.report.assignment].append(one)
    for (student, assignment), parts in together.items():
        folder = options.out / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        whole_file.replace(folder / "results.json", gradescope.results(parts, options.hidden))
    _wrote(len(together), "file", len({name for _, name in together}), options.out)
    return _ungraded(reports)


FORMATS: dict[str, Callable[[Course, Options], int]] = {
    "canvas": canvas,
    "gradescope": to_gradescope,
    "csv": csv,
    "junit": junit,
    "ags": ags,
}


def say(text: str) -> None:
    """Print a line of the summary on stderr."""
    err.print(printable(text, limit=2000), soft_wrap=True)


def _check(to: str, options: Options) -> None:
    """Refuse options that the format has no use for: what is passed over in silence is believed to have worked.

    Raises:
        ExportError: There is one.
    """
    usual = Options(())
    uses = {
        "canvas": ("out", "roster", "match", "columns"),
        "gradescope": ("out", "zip", "hidden"),
        "csv": ("out", "tests"),
        "junit": ("out",),
        "ags": ("out", "roster", "match", "user_id"),
    }[to]
    spelt = {"columns": "column", "user_id": "user-id"}
    for name in ("out", "zip", "roster", "match", "user_id", "columns", "tests", "hidden"):
        if name not in uses and getattr(options, name) != getattr(usual, name):
            able = ", ".join(f"--{spelt.get(one, one)}" for one in uses)
            raise ExportError(f"--{spelt.get(name, name)} says nothing to {to}", f"{to} takes {able}")
    if options.zip is not None and options.out is not None:
        raise ExportError("--zip and --out are two different exports", "give one of them")
    if options.hidden not in gradescope.VISIBILITIES:
        raise ExportError(
            f"Gradescope has no visibility {printable(options.hidden)!r}",
            f"--hidden is one of {', '.join(gradescope.VISIBILITIES)}",
        )


def _columns(words: Sequence[str], assignments: dict[str, float]) -> dict[str, str]:
    named = {}
    for word in words:
        name, sign, column = word.partition("=")
        if not sign or not column or name not in assignments:
            raise ExportError(
                f"--column {printable(word)} names no assignment that is exported, or no column",
                "write it as --column '08-loops=Homework 8 (12345)'",
            )
        named[name] = column
    return named


def _write(path: Path | None, data: bytes) -> None:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_file.replace(path, data)
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _wrote(count: int, what: str, assignments: int, path: Path | None) -> None:
    where = "" if path is None else f" to {path}"
    say(f"wrote {_count(count, what)} for {_count(assignments, 'assignment')}{where}")


def _told(found: scores.Scores, unknown: Sequence[str]) -> int:
    """Say what is not in the file, or not final in it; return the exit code."""
    if found.waiting:
        say(f"{_count(found.waiting, 'score')} not final: cells still wait for a person's mark")
    if found.ungraded:
        names = _some([f"{student} ({assignment})" for student, assignment in found.ungraded])
        say(f"{_count(len(found.ungraded), 'submission')} handed in without a score: {names}")
    if found.stale:
        names = _some([f"{student} ({assignment})" for student, assignment in found.stale])
        say(f"{_count(len(found.stale), 'submission')} handed in anew since the score was recorded: {names}")
    if unknown:
        complain(
            f"{_count(len(unknown), 'student')} with a score not in the roster, and not in the file: {_some(unknown)}",
            "export the roster anew, or say by --match which of its columns holds the ids of the gradebook",
        )
        return FOUND
    return 0


def _ungraded(reports: Sequence[verdicts.Verdict]) -> int:
    broken = [one.report for one in reports if not one.report.scored]
    if not broken:
        return 0
    names = _some([f"{report.student} ({report.assignment})" for report in broken])
    complain(
        f"{_count(len(broken), 'submission')} without a verdict: {names}",
        "run `gradlab doctor`, then `gradlab grade`",
    )
    return FOUND


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(printable(name) for name in names[:NAMES_SHOWN])
    return shown + (f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
