"""`check.run` in a real Jupyter kernel, in nbgrader's validation and autograding rules, and on a release."""

from __future__ import annotations

import io

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

IMPORTS = "import sys\n\nimport pytest\nfrom gradlab import check\n"
RIGHT = "def power(x, n):\n    return x**n\n"
WRONG = "def power(x, n):\n    return x * n\n"
STUB = "def power(x, n):\n    raise NotImplementedError()\n"
VISIBLE = '''"""`power` multiplies n times."""


def test_two_cubed_is_eight():
    check.close(power(2.0, 3), 8.0, known_wrong={6.0: "multiply x, do not add it up"})
'''
HIDDEN = """

### BEGIN HIDDEN TESTS
@pytest.mark.points(2)
@pytest.mark.parametrize("n", [1, 4])
def test_any_power(n):
    assert power(1.5, n) == 1.5**n, "hint: any n"
### END HIDDEN TESTS
"""
RUN = "\n\ncheck.run()\n"


def graded(source: str, points: float = 3):
    """Make a check cell as nbgrader's metadata describe one."""
    cell = new_code_cell(source, id="power-check")
    cell.metadata["nbgrader"] = {
        "grade": True, "solution": False, "locked": True, "task": False, "grade_id": "power-check",
        "points": points, "schema_version": 3, "cell_type": "code",
    }  # fmt: skip
    return cell


def notebook(*cells):
    made = new_notebook(cells=[new_code_cell(c) if isinstance(c, str) else c for c in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def executed(*cells):
    """Run cells in a kernel of their own."""
    made = notebook(*cells)
    NotebookClient(made, timeout=120, allow_errors=False).execute()
    return made.cells


def report(cell, kind="text/plain"):
    (display,) = (o for o in cell.outputs if o.output_type == "display_data")
    return display.data[kind]


def results(cell):
    return [o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result"]


def streams(cell):
    return [o for o in cell.outputs if o.output_type == "stream"]


@pytest.fixture(scope="module")
def session():
    """One kernel through which a student's day passes."""
    noisy = (
        "def test_noise():\n    print('loud')\n    __import__('warnings').warn('mind')\n    power.nothing\n"
    )
    return executed(
        IMPORTS,
        STUB,
        VISIBLE + RUN,  # 2: not begun
        WRONG,
        VISIBLE + RUN,  # 4: the same cell again
        RIGHT,
        VISIBLE + RUN,  # 6: and again
        VISIBLE + HIDDEN + RUN,  # 7: as it is graded
        "stdout, stderr = sys.stdout, sys.stderr",
        noisy + RUN,  # 9
        "print('still here'); (sys.stdout is stdout, sys.stderr is stderr)",
        "def test_other():\n    assert power(2, 2) == 5\n" + RUN,  # 11: tests of other cells do not run
        "1 / 1\nsorted(name for name in dir(check))",
    )


def test_stub_is_not_attempted(session):
    assert report(session[2]) == (
        "`power` multiplies n times.\n"
        "not attempted yet: two cubed is eight\n"
        "0 of 1 visible checks pass; hidden checks run when graded"
    )
    assert results(session[2]) == ["0.0"]


def test_wrong_answer_gets_its_five_lines(session):
    assert report(session[4]) == (
        "`power` multiplies n times.\n"
        "failed: two cubed is eight\n"
        "  check.close: `power(2.0, 3)` has a wrong value\n"
        "    expected  8.0\n"
        "    yours     6.0\n"
        "\n"
        "  hint: multiply x, do not add it up\n"
        "0 of 1 visible checks pass; hidden checks run when graded"
    )
    assert "<b>failed:</b> two cubed is eight" in report(session[4], "text/html")
    assert "hint: multiply x, do not add it up" in report(session[4], "text/html")


def test_right_answer_returns_nothing(session):
    assert report(session[6]).endswith("1 of 1 visible checks pass; hidden checks run when graded")
    assert results(session[6]) == []


def test_graded_cell_counts_the_hidden_tests(session):
    assert report(session[7]).splitlines()[1:] == [
        "passed: two cubed is eight",
        "passed: any power",
        "2 of 2 checks pass",
    ]


def test_noise_stays_in_the_report_and_off_stderr(session):
    assert streams(session[9]) == []
    assert report(session[9]).splitlines()[:5] == [
        "error: noise",
        "  AttributeError: 'function' object has no attribute 'nothing'",
        "  printed: loud",
        "  printed: UserWarning: mind",
        "0 of 1 visible checks pass; hidden checks run when graded",
    ]


def test_kernel_s_streams_are_as_before(session):
    (stream,) = streams(session[10])
    assert (stream.name, stream.text) == ("stdout", "still here\n")
    assert results(session[10]) == ["(True, True)"]


def test_only_this_cell_s_tests_run_in_a_kernel(session):
    head, asserted, *_, tally = report(session[11]).splitlines()
    assert (head, asserted) == ("failed: other", "  assert 4 == 5")
    assert tally == "0 of 1 visible checks pass; hidden checks run when graded"


def test_every_cell_scores_in_nbgrader_as_we_do(session):
    from nbgrader.utils import determine_grade

    scores = []
    for index, solution in ((2, 0.0), (4, 0.0), (6, 3.0), (7, 3.0)):
        cell = graded(session[index].source)
        cell.outputs = session[index].outputs
        scores.append((determine_grade(cell), (solution, 3.0)))
    assert all(got == wanted for got, wanted in scores), scores


def test_partial_credit_reaches_nbgrader():
    from nbgrader.utils import determine_grade

    cells = executed(
        IMPORTS, "def power(x, n):\n    return x**n if n != 4 else 0.0\n", graded(VISIBLE + HIDDEN + RUN)
    )
    assert determine_grade(cells[2]) == (2.0, 3.0)
    assert "in case [4] (1 of 2 cases pass):" in report(cells[2])


@pytest.fixture
def validated(tmp_path):
    """Validate a notebook as `nbgrader validate` and JupyterLab's button do."""
    from nbgrader.validator import Validator
    from traitlets.config import Config

    def validated(*cells):
        path = tmp_path / "power.ipynb"
        nbformat.write(notebook(*cells), path)
        return Validator(stream=io.StringIO(), config=Config()).validate(str(path))

    return validated


def test_validate_passes_a_release_whose_visible_tests_pass(validated):
    assert validated(IMPORTS, RIGHT, graded(VISIBLE + RUN)) == {}


def test_validate_reports_a_failing_cell(validated):
    outcome = validated(IMPORTS, WRONG, graded(VISIBLE + RUN))
    (failed,) = outcome["failed"]
    assert failed["source"].startswith('"""`power` multiplies n times."""')
    assert "Partial credit" in failed["error"]


def test_validate_reports_an_exercise_that_is_not_begun(validated):
    outcome = validated(IMPORTS, STUB, graded(VISIBLE + RUN))
    assert len(outcome["failed"]) == 1


def test_release_made_by_nbgrader_runs():
    from nbgrader.preprocessors import ClearHiddenTests

    source = notebook(IMPORTS, RIGHT, graded(VISIBLE + HIDDEN + RUN))
    release, _ = ClearHiddenTests().preprocess(source, {})
    assert "test_any_power" not in release.cells[2].source
    cells = executed(*release.cells)
    assert report(cells[2]).endswith("1 of 1 visible checks pass; hidden checks run when graded")
    assert results(cells[2]) == []
