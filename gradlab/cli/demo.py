"""`gradlab demo`: the whole loop on a small class, hostile notebooks included, in a course made for it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from gradlab.cli.errors import complain
from gradlab.cli.grade import grade
from gradlab.cli.tables import say
from gradlab.course import Assignment, Course, CourseError
from gradlab.prove import Expectation, expectations

USAGE = 2
ASSIGNMENT = "08-loops"
STUDENTS = ("ada", "bo", "carla", "dmitri", "eun-ji", "fatima", "goran", "hana", "ines", "jun")
PER_KIND = {"full": 1, "stub": 1, "right": 2, "wrong": 3, "hostile": 3}
QUICK_ATTACKS = ("tag", "exit", "patch", "duplicat", "delet", "read", "network", "gradebook", "forged")
"""Attacks that end at once; the endless ones are for `gradlab prove`."""


def demo(*, jobs: int | None, folder: Path | None) -> int:
    """Make a course with a class, grade it, and say where everything is; return the exit code."""
    home = Course.find(course_folder())
    assignment = home.assignment(ASSIGNMENT)
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="gradlab-demo-"))
    elif folder.exists() and any(folder.iterdir()):
        complain(f"{folder} is not empty", "name a folder that does not exist yet")
        return USAGE
    say(f"A class of {sum(PER_KIND.values())} hands in {ASSIGNMENT}; some of it is wrong, some hostile.\n")
    make_course(home, assignment, folder)
    code = grade([], jobs=jobs, root=folder)
    say(f"\nthe course  {folder}  (yours to keep or delete)")
    return code


def course_folder() -> Path:
    """Return the course this package stands in, or the one of the current folder."""
    try:
        return Course.find().root
    except CourseError:
        return Path(__file__).resolve().parents[2]


def make_course(home: Course, assignment: Assignment, folder: Path) -> None:
    """Copy what a course needs, and hand in a class."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(home.root / "nbgrader_config.py", folder)
    for step in ("source", "release"):
        shutil.copytree(home.root / step / assignment.name, folder / step / assignment.name)
    # `gradlab report` knows misconceptions by the bank.
    shutil.copytree(assignment.bank, folder / assignment.bank.relative_to(home.root))
    for student, one in zip(STUDENTS, chosen(expectations(assignment)), strict=False):
        place = folder / "submitted" / f"{student}-{one.name}" / assignment.name
        place.mkdir(parents=True)
        (place / assignment.source.name).write_bytes(one.submission.data)


def chosen(known: list[Expectation]) -> list[Expectation]:
    """Return a class from the bank: some of each kind, attacks that end at once only."""
    picked = []
    for kind, count in PER_KIND.items():
        of_kind = [one for one in known if one.kind == kind]
        if kind == "hostile":
            of_kind = [one for one in of_kind if any(word in one.name for word in QUICK_ATTACKS)]
        picked += of_kind[:count]
    return picked
