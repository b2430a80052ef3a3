"""A graded assignment with everything that a page of feedback can show, its verdicts made by hand."""

from __future__ import annotations

from pathlib import Path

import matplotlib.figure
import nbformat
from gradebook_course import Classroom, code, text, write
from nbgrader.api import Gradebook

from gradlab.grade import gradebook
from gradlab.grade.report import CellMark, Graded, Mark, Outcome, Output, Report, Transcript

SECRET = "17.25"
"""In every hidden test: an input that no page may show."""
PATH_CHECK = f'''"""`path` returns the powers before the last."""


def test_first_powers():
    check.close(path(2.0, 3), [2.0, 4.0, 8.0])


### BEGIN HIDDEN TESTS
def test_any_start():
    check.close(path({SECRET}, 9)[0], {SECRET})


@pytest.mark.points(2)
def test_compiles_once():
    """The loop is compiled once, whatever its length."""
    assert check.program(path, {SECRET}).loops == 1
### END HIDDEN TESTS

check.run()'''
SLOPE_CHECK = (
    f"assert slope(1.0) == 2.0\n### BEGIN HIDDEN TESTS\nassert slope({SECRET}) == 2.0\n### END HIDDEN TESTS"
)
SOLVED = "def path(x, n):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
ANSWER = '''def path(x, n):
    """Return the first n powers of x."""
    powers = []
    for _ in range(n):  # one trace for each step
        powers.append(x ** (len(powers) + 1))
    return jnp.stack(powers), "a long line that does not fit on a page and must not be cut off, neither here nor on paper"'''
HOSTILE = "</pre><script>canary()</script><img src=x onerror=canary()>\x1b[31m"


def source() -> nbformat.NotebookNode:
    """Return the instructor's notebook."""
    nb = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python", "language": "python"},
            "language_info": {"name": "python"},
        }
    )
    nb.cells = [
        text("# Growth paths\n\nYou will be able to write a loop that compiles once: $x_{t+1} = a x_t$."),
        code("import jax.numpy as jnp", grade_id="imports", locked=True),
        text(
            "### Exercise 1: `path`\n\nReturn the first powers, $x, x^2, \\dots, x^n$.",
            grade_id="path-task",
            locked=True,
        ),
        code(SOLVED, grade_id="path", solution=True),
        code("path(2.0, 3)"),
        code(PATH_CHECK, grade_id="path-check", grade=True, locked=True, points=4),
        code("plt.plot(path(1.1, 20))"),
        text("Now slopes."),
        text("### Exercise 2: `slope`\n\nOf a line."),
        code(
            "def slope(x):\n    ### BEGIN SOLUTION\n    return 2.0\n    ### END SOLUTION",
            grade_id="slope",
            solution=True,
        ),
        code(SLOPE_CHECK, grade_id="slope-check", grade=True, locked=True, points=2),
        text("### Exercise 3: words"),
        text("Why it converges.", grade_id="why", grade=True, solution=True, points=3),
        text("### Exercise 4: draw\n\nDraw the path.", grade_id="draw", task=True, locked=True, points=4),
    ]
    return nb


def picture() -> bytes:
    """Draw what a student's cell drew."""
    import io

    figure = matplotlib.figure.Figure(figsize=(5, 2.5))
    figure.subplots().plot([1.1**n for n in range(20)], "o-")
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def verdict(student: str = "ada") -> Graded:
    """Return what the judge says: of four tests one passes."""

    def mark(
        test: str, sentence: str, outcome: Outcome, points: float, earned: float = 0.0, **more: object
    ) -> Mark:
        return Mark(test=test, sentence=sentence, outcome=outcome, points=points, earned=earned, **more)  # type: ignore[arg-type]

    tests = (
        mark("path-check::test_first_powers", "first powers", Outcome.FAILED, 1.0,
             message="check.close: `history` has the right shape but wrong values\n"
             "  at [0]: yours 1.0, expected 2.0     (3 of 3 differ, largest difference 4.0)",
             hint="off by one: look at whether the start belongs to the history"),
        mark("path-check::test_any_start", "any start", Outcome.PASSED, 1.0, 1.0, hidden=True),
        mark("path-check::test_compiles_once", "The loop is compiled once, whatever its length.", Outcome.FAILED, 2.0,
             hidden=True, message="a hidden check does not get the value it expects", hint="use lax.scan",
             cases=2, passed=1),
    )  # fmt: skip
    slope = mark(
        "slope-check", "slope-check", Outcome.ERROR, 2.0, hidden=True, message=f"your code raises {HOSTILE}"
    )
    report = Report(
        student=student, assignment="a1", notebook="one", earned=1.0, points=13.0, digest="digest",
        oddities=(f"cell `{HOSTILE}` was added",),
        cells=(
            CellMark(grade_id="path-check", earned=1.0, points=4.0, tests=tests),
            CellMark(grade_id="slope-check", earned=0.0, points=2.0, tests=(slope,)),
            CellMark(grade_id="why", earned=0.0, points=3.0, manual=True),
            CellMark(grade_id="draw", earned=0.0, points=4.0, manual=True),
        ),
    )  # fmt: skip
    outputs = (
        Output(cell="try", text="(Array([2., 4., 8.], dtype=float32),)\n"),
        Output(cell="plot", images=(picture(),)),
        Output(cell="slope", text=HOSTILE + "\n", error=f"ValueError: {HOSTILE}"),
    )
    return Graded(report=report, transcript=Transcript(outputs=outputs))


def graded(root: Path, student: str = "ada", settings: str = "") -> Classroom:
    """Make the course, with one submission that is graded, marked by hand in part, late, and commented."""
    root.mkdir(parents=True)
    course = Classroom(root)
    nb = source()
    nb.cells[4]["id"], nb.cells[6]["id"] = "try", "plot"
    write(root / "source" / "a1" / "one.ipynb", nb)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "growth"\n'
        f"from gradlab.grade import gradebook\ngradebook.configure(c)\n{settings}\n"
    )
    nb.cells[3].source = ANSWER
    nb.cells[9].source = f"slope = 1  # {HOSTILE}"
    nb.cells[12].source = f"It *does*, because\n\n- of {HOSTILE}\n\n![far](https://example.org/far.png)"
    nb.cells.append(text("My drawing is above."))
    course.submit(student, nb=nb, timestamp="2026-01-10 19:30:00 UTC")
    ((_, problem),) = gradebook.record(root, [verdict(student)])
    assert problem is None, problem
    with Gradebook(f"sqlite:///{course.database}", "growth") as book:
        book.update_or_create_assignment("a1", duedate="2026-01-10 18:00:00 UTC")
        book.update_or_create_student(student, first_name="Ada", last_name="<b>Lovelace</b>")
        book.find_submission("a1", student).late_submission_penalty = 0.5
        book.find_submission_notebook("one", "a1", student).late_submission_penalty = 0.5
        why = book.find_grade("why", "one", "a1", student)
        why.manual_score, why.needs_manual_grade = 2.5, False
        book.find_comment(
            "why", "one", "a1", student
        ).manual_comment = "Well *said*. <script>canary()</script>"
        book.find_comment("path", "one", "a1", student).manual_comment = "Look at `scan` again."
        book.db.commit()
    return course
