"""nbgrader's own commands and the formgrader's code path, with the judge behind them, on real submissions."""

from __future__ import annotations

import copy
import html
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from gradebook_course import Classroom, source_notebook, write

from gradlab.course import Course
from gradlab.course.bank import variants
from gradlab.grade import gradebook
from gradlab.grade.bubblewrap import find
from gradlab.grade.report import Submission
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook, Role, released
from gradlab.testcell import hidden_lines

pytestmark = pytest.mark.slow

LINE = "\nfrom gradlab.grade import gradebook\ngradebook.configure(c)\n"

API = """
import json, sys
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
app = NbGrader()
app.initialize([], root=sys.argv[1])
api = NbGraderAPI(app.coursedir, parent=app)
graded = api.autograde(sys.argv[2], sys.argv[3])
feedback = api.generate_feedback(sys.argv[2], sys.argv[3])
print(json.dumps([graded, feedback]))
"""


def formgrader(root: Path, assignment: str, student: str) -> list[dict[str, Any]]:
    """Do what a click in the formgrader does: grade one submission, then write its feedback."""
    run = subprocess.run(
        [sys.executable, "-c", API, str(root), assignment, student],
        cwd=root.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    results: list[dict[str, Any]] = json.loads(run.stdout.splitlines()[-1])
    return results


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The course that `nbgrader quickstart` makes, released, with three submissions and no line of ours."""
    folder = tmp_path_factory.mktemp("quickstart")
    course = Classroom(folder / "qs")
    command = [sys.executable, "-m", "nbgrader", "quickstart", "qs"]
    # It writes an example of every setting there is: twenty seconds of processor time.
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    run = course.nbgrader("generate_assignment", "ps1")
    assert run.returncode == 0, run.stderr
    for student, step in (("full", "source"), ("empty", "release"), ("partly", "source")):
        shutil.copytree(course.root / step / "ps1", course.root / "submitted" / student / "ps1")
    partly = course.root / "submitted" / "partly" / "ps1" / "problem1.ipynb"
    partly.write_text(partly.read_text().replace("i ** 2 for i", "i ** 2 + (i == 11) for i"))
    return course


def book(course: Classroom) -> list[tuple[Any, ...]]:
    """Everything that the gradebook says about the submissions, but for the ids."""
    return course.rows(
        "SELECT submitted_assignment.student_id, notebook.name, base_cell.name, auto_score, manual_score,"
        " needs_manual_grade, auto_comment FROM submitted_notebook"
        " JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"
        " JOIN notebook ON submitted_notebook.notebook_id = notebook.id"
        " JOIN base_cell ON base_cell.notebook_id = notebook.id"
        " LEFT JOIN grade ON grade.cell_id = base_cell.id AND grade.notebook_id = submitted_notebook.id"
        " LEFT JOIN comment ON comment.cell_id = base_cell.id AND comment.notebook_id = submitted_notebook.id"
        " ORDER BY 1, 2, 3"
    )


@pytest.mark.whole
def test_quickstart_is_scored_as_nbgrader_scores_it(quickstart: Classroom, tmp_path: Path) -> None:
    judged = Classroom(tmp_path / "judged")
    shutil.copytree(quickstart.root, judged.root)
    config = judged.root / "nbgrader_config.py"
    config.write_text(config.read_text() + LINE)

    assert quickstart.nbgrader("autograde", "ps1").returncode == 0
    run = judged.nbgrader("autograde", "ps1")
    assert run.returncode == 0, run.stderr
    assert "partly, ps1/problem1: 1.5 of 3 points, 7 more by hand" in run.stderr

    stock = book(quickstart)
    assert book(judged) == stock
    marks = {row[:3]: row[3] for row in stock}
    assert marks["full", "problem1", "sum_of_squares_uses_squares"] == 0.5
    assert marks["empty", "problem1", "squares_invalid_input"] == 0.0
    assert marks["partly", "problem1", "correct_squares"] == 0.0
    assert marks["partly", "problem1", "squares_invalid_input"] == 1.0

    graded, feedback = formgrader(judged.root, "ps1", "partly")
    assert graded["success"], graded
    assert feedback["success"], feedback
    assert book(judged) == stock
    page = (judged.root / "feedback" / "partly" / "ps1" / "problem1.html").read_text()
    assert "Check that squares returns the correct output for several inputs" in page
    assert "1 of 2 checks passed" in page


def _tagged(nb: Any) -> None:
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution"]


def _flipped(nb: Any) -> None:
    nb.cells[4].metadata.nbgrader.grade = False
    nb.cells[4].metadata.nbgrader.solution = True


def _deleted(nb: Any) -> None:
    del nb.cells[4]


def _duplicated(nb: Any) -> None:
    again = copy.deepcopy(nb.cells[4])
    again.source, again["id"] = "print(3)", "again"
    nb.cells.append(again)


def _pointed(nb: Any) -> None:
    nb.cells[4].metadata.nbgrader.points = 300


def _printed(nb: Any) -> None:
    nb.cells[3].source = "import sys; print('3.0'); print('x', file=sys.stderr); 3.0"


HOSTILE = {
    "tagged": _tagged,
    "flipped": _flipped,
    "deleted": _deleted,
    "duplicated": _duplicated,
    "pointed": _pointed,
    "printed": _printed,
}


def test_nbgrader_autograde_judges_a_class_with_every_kind_of_submission(tmp_path: Path) -> None:
    course = Classroom.make(tmp_path / "course")
    for name, change in HOSTILE.items():
        for solved in (True, False):
            nb = source_notebook()
            if not solved:
                nb.cells[2].source = "def double(x):\n    raise NotImplementedError()"
            change(nb)
            course.submit(f"{name} {'solved' if solved else 'unsolved'}", nb=nb)
    course.submit("[right] 'one'")
    course.submit("line\nbreak")
    course.submit("broken", nb=b'{"cells": [')
    course.submit("huge", nb=b" " * 50_000_000)
    course.submit("old", nb=b'{"nbformat": 3, "worksheets": []}')
    other = nbformat.v4.new_notebook()
    other.cells = [nbformat.v4.new_code_cell("x = 1")]
    course.submit("other", nb=other)
    thief = course.submit("thief")
    thief.unlink()
    thief.symlink_to(course.root / "source" / "a1" / "one.ipynb")

    run = course.nbgrader("autograde", "a1")
    assert run.returncode == 0, run.stderr
    found = {
        name: course.scores(name)["one"]["double-check"] for (name,) in course.rows("SELECT id FROM student")
    }
    expected = {"[right] 'one'": (3.0, None, False)}
    for name in HOSTILE:
        expected |= {f"{name} solved": (3.0, None, False), f"{name} unsolved": (0.0, None, False)}
    expected |= {name: (0.0, None, True) for name in ("broken", "huge", "old", "other", "thief")}
    assert found == expected
    assert "line\\nbreak/a1 was left out, because nbgrader cannot handle its name; rename it" in run.stderr
    assert "this is a symbolic link" in course.autograded("thief").cells[0].source
    assert "the file holds 50 MB, more than the 20 MB" in course.autograded("huge").cells[0].source
    assert "the file is not JSON" in course.autograded("broken").cells[0].source
    assert "not the notebook of" in course.autograded("other").cells[0].source

    again = course.nbgrader("autograde", "a1", "--force", "--student", "broken")
    assert again.returncode == 0, again.stderr

    run = course.nbgrader("generate_feedback", "a1")
    assert run.returncode == 0, run.stderr
    assert len(list((course.root / "feedback").glob("*/a1/one.html"))) == len(expected)
    for page in (course.root / "feedback").glob("*/a1/one.html"):
        assert "double(21)" not in page.read_text()
        assert "secret" not in page.read_text()


def test_gradlab_and_nbgrader_record_the_same(root: Path, tmp_path: Path) -> None:
    loops = root / "source" / "08-loops" / "loops.ipynb"
    ours, theirs = Classroom(tmp_path / "ours"), Classroom(tmp_path / "theirs")
    theirs.root.mkdir()
    (theirs.root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "loops"\n' + LINE
    )
    write(theirs.root / "source" / "08-loops" / "loops.ipynb", loops.read_bytes())
    assert theirs.nbgrader("generate_assignment", "08-loops").returncode == 0
    half = nbformat.read(loops, as_version=4)
    solutions = [cell for cell in half.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell in solutions[::2]:
        cell.source = cell.source.replace(
            "### BEGIN SOLUTION", "raise NotImplementedError()\n    ### BEGIN SOLUTION"
        )
    write(theirs.root / "submitted" / "half" / "08-loops" / "loops.ipynb", half)
    shutil.copytree(theirs.root / "release", theirs.root / "submitted" / "none")
    assignment = Course.find(root).assignment("08-loops")
    wrong = next(variant for variant in variants(assignment) if variant.kind == "wrong" and variant.hint)
    data = wrong.notebook(nbformat.read(loops, as_version=4))
    write(theirs.root / "submitted" / "wrong" / "08-loops" / "loops.ipynb", data)
    shutil.copytree(theirs.root, ours.root)

    run = theirs.nbgrader("autograde", "08-loops")
    assert run.returncode == 0, run.stderr

    source = Notebook.read(loops)
    with Slot() as slot:
        graded = []
        for student in ("half", "none", "wrong"):
            data = (ours.root / "submitted" / student / "08-loops" / "loops.ipynb").read_bytes()
            one = Submission(student=student, assignment="08-loops", notebook="loops", data=data)
            graded.append(slot.grade(source, one))
    assert [problem for _, problem in gradebook.record(ours.root, graded)] == [None, None, None]
    assert book(ours) == book(theirs)
    marks = {report.student: report.earned for report in (one.report for one in graded)}
    assert 0 < marks["half"] < graded[0].report.points
    assert marks["none"] == 0
    assert 0 < marks["wrong"] < graded[0].report.points
    for student, earned in marks.items():
        assert sum(row[3] for row in book(ours) if row[0] == student and row[3]) == pytest.approx(earned)

    assert theirs.nbgrader("generate_feedback", "08-loops").returncode == 0
    for student in marks:
        page = (theirs.root / "feedback" / student / "08-loops" / "loops.html").read_text()
        shown = html.unescape(re.sub(r"<[^>]+>", "", page))
        hints = re.findall(r"^Hint: (.*)", shown, re.MULTILINE)
        assert any(wrong.hint in hint for hint in hints) == (student == "wrong")
        assert secrets(source, shown) == []


def secrets(source: Notebook, shown: str) -> list[str]:
    """Return the lines of hidden tests that a page shows, but for those that students have anyway."""
    known = "\n".join(released(cell) for cell in source.cells)
    hidden = [
        line.strip()
        for cell in source.cells
        if cell.role is Role.TEST
        for number, line in enumerate(cell.source.splitlines(), start=1)
        if number in hidden_lines(cell.source)
    ]
    assert len(hidden) > 20
    return [line for line in hidden if len(line) > 8 and line not in known and line in shown]


def refused(course: Classroom, *arguments: str) -> str:
    """Run `nbgrader autograde` where it must refuse, and return what it logs as an error."""
    before = sorted(course.root.rglob("*"))
    run = course.nbgrader("autograde", "a1", "--force", *arguments)
    assert run.returncode == 1, run.stderr
    assert "Traceback" not in run.stderr
    assert sorted(course.root.rglob("*")) == before
    assert run.stderr.count("ERROR]") == 1
    return run.stderr.partition("ERROR] ")[2].strip()


@pytest.fixture
def graded_course(tmp_path: Path) -> Classroom:
    """A course with one submission and what was graded before."""
    course = Classroom.make(tmp_path / "course")
    course.submit("ada")
    write(course.root / "autograded" / "ada" / "a1" / "one.ipynb", source_notebook())
    return course


def test_a_locked_gradebook_stops_autograde_before_anything_is_touched(graded_course: Classroom) -> None:
    with sqlite3.connect(graded_course.database) as other:
        other.execute("BEGIN IMMEDIATE")
        said = refused(graded_course)
        other.rollback()
    assert said == (
        "gradebook.db is locked by another program; "
        "close the formgrader or whatever else writes it, and run again"
    )


def test_another_courses_gradebook_stops_autograde(graded_course: Classroom) -> None:
    said = refused(graded_course, "--course", "cooking")
    assert said.startswith("gradebook.db belongs to course 'doubling', and this is course 'cooking'; move")


def test_an_assignment_that_was_not_generated_stops_autograde(graded_course: Classroom) -> None:
    graded_course.database.unlink()
    assert refused(graded_course) == (
        'the gradebook does not know the assignment a1; run `nbgrader generate_assignment "a1"` first'
    )


def test_a_config_that_would_run_student_code_stops_autograde(graded_course: Classroom) -> None:
    config = graded_course.root / "nbgrader_config.py"
    steps = '["nbgrader.preprocessors.Execute", "gradlab.grade.gradebook.preprocessor.Judge"]'
    config.write_text(config.read_text() + f"c.Autograde.autograde_preprocessors = {steps}\n")
    assert refused(graded_course) == (
        "Execute would run student code without a sandbox; "
        "let `gradebook.configure(c)` be the last line about Autograde in nbgrader_config.py"
    )


def test_without_a_sandbox_autograde_refuses_before_anything_is_touched(graded_course: Classroom) -> None:
    bwrap = find().path
    command = [sys.executable, "-m", "nbgrader", "autograde", "a1", "--force"]
    # In a mount namespace in which bubblewrap is there, but cannot be run.
    box = [str(bwrap), "--dev-bind", "/", "/", "--ro-bind", "/dev/null", str(bwrap), "--"]
    before = sorted(graded_course.root.rglob("*"))
    run = subprocess.run(
        [*box, *command], cwd=graded_course.root, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 1
    assert "student code cannot be confined here" in run.stderr
    assert "Traceback" not in run.stderr
    assert sorted(graded_course.root.rglob("*")) == before
