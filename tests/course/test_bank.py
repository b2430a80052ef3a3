"""The bank: files are read, and become the notebooks that a student would hand in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat import NotebookNode
from small_course import BANK, POWER_CHECK

from gradlab.course import Course
from gradlab.course.bank import BankError, Variant, parse, variants
from gradlab.course.reference import reference, saved, solved, stub
from gradlab.notebook import Notebook, Role, merge

TESTS = {
    "power-check::test_two_cubed_is_eight",
    "power-check::test_any_power",
    "halves-check::test_two_halves_of_eight",
    "halves-check::test_four_halves",
}


@pytest.fixture
def course(root: Path) -> Course:
    return Course(root)


@pytest.fixture
def source(course: Course) -> NotebookNode:
    return reference(course.assignment("08-loops"))


def by_name(course: Course) -> dict[str, Variant]:
    return {variant.name: variant for variant in variants(course.assignment("08-loops"))}


def made(variant: Variant, source: NotebookNode) -> Notebook:
    return Notebook.loads(saved(variant.notebook(source)), "loops")


def test_every_file_is_read(course: Course) -> None:
    bank = by_name(course)
    assert list(bank) == sorted(name.removesuffix(".py") for name in BANK)
    wrong = bank["wrong-history-starts-at-x"]
    assert wrong.kind == "wrong"
    assert wrong.about == "The history holds the carry before the step."
    assert wrong.loses == {"halves-check::test_two_halves_of_eight", "halves-check::test_four_halves"}
    assert (wrong.hint, wrong.source, wrong.cells) == ("off by one", "M91", ("halves",))
    assert bank["right-python-operator"].loses == frozenset()


def test_an_assignment_without_a_bank_has_no_variants(course: Course) -> None:
    for path in course.assignment("08-loops").bank.iterdir():
        path.unlink()
    assert variants(course.assignment("08-loops")) == []


def test_everything_and_whole_cells_are_written_out(course: Course) -> None:
    hostile = by_name(course)["hostile-tagged"]
    assert hostile.lost(TESTS) == {"power-check::test_two_cubed_is_eight", "power-check::test_any_power"}
    everything = Variant("hostile-x", "hostile", Path("x"), "", frozenset({"*"}))
    assert everything.lost(TESTS) == TESTS
    assert Variant("right-x", "right", Path("x"), "").lost(TESTS) == frozenset()


def test_a_field_goes_on_over_lines_until_the_next_or_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "wrong-a.py"
    path.write_text(
        '"""One idea,\nin two lines.\n\nloses: a::b,\n    a::c\nhint: one\n  two\n\nNot part of it.\n"""\n# %% a\nx\n'
    )
    variant = parse(path)
    assert variant.about == "One idea, in two lines."
    assert variant.loses == {"a::b", "a::c"}
    assert variant.hint == "one two"


def test_sections_keep_their_code_and_know_their_line(tmp_path: Path) -> None:
    path = tmp_path / "right-a.py"
    path.write_bytes(
        b'"""x"""\r\n# %% a\r\n\r\nx = 1\r\n\r\n# not %% a section\r\n\r\n# %% new after b\r\ny = 2\r\n'
    )
    first, second = parse(path).edits
    assert (first.action, first.target, first.line) == ("replace", "a", 4)
    assert first.source == "x = 1\n\n# not %% a section"
    assert (second.action, second.target, second.source, second.line) == ("insert", "b", "y = 2", 9)


def test_a_variant_is_the_reference_but_for_its_cells(course: Course, source: NotebookNode) -> None:
    bank = by_name(course)
    cells = made(bank["right-python-operator"], source).by_id()
    assert cells["power"].source == "def power(x, n):\n    return x**n"
    assert "lax.scan(lambda value, _: (value / 2, value / 2)" in cells["halves"].source


def test_a_submission_has_neither_hidden_tests_nor_markers(course: Course, source: NotebookNode) -> None:
    data = saved(by_name(course)["right-python-operator"].notebook(source))
    assert b"HIDDEN" not in data
    assert b"test_any_power" not in data
    assert b"BEGIN SOLUTION" not in data
    assert b"NotImplementedError" not in data


def test_the_bytes_are_those_of_a_notebook_that_jupyterlab_saves(
    course: Course, source: NotebookNode
) -> None:
    content = json.loads(saved(by_name(course)["right-python-operator"].notebook(source)))
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert isinstance(content["cells"][0]["source"], list)
    NotebookNode(content)


def test_own_cells_follow_their_target_in_the_order_of_the_file(course: Course, source: NotebookNode) -> None:
    cells = made(by_name(course)["hostile-tagged"], source).cells
    at = [cell.id for cell in cells].index("power")
    assert [cell.source for cell in cells[at + 1 : at + 3]] == ['print("100 %")', 'print("really")']
    assert [cell.id for cell in cells[at + 1 : at + 3]] == ["own-1", "own-2"]
    assert cells[at].source == "raise NotImplementedError()"


def test_a_notebook_section_alters_the_node(course: Course, source: NotebookNode) -> None:
    cells = made(by_name(course)["hostile-tagged"], source).cells
    assert all(cell.tags == ("skip-execution",) for cell in cells if cell.kind == "markdown")
    assert cells[-1].source == cells[0].source


def test_the_source_is_not_changed(course: Course, source: NotebookNode) -> None:
    before = saved(source)
    for variant in by_name(course).values():
        variant.notebook(source)
    solved(source)
    stub(source)
    assert saved(source) == before


def test_the_implied_submissions_merge_without_an_oddity(course: Course, source: NotebookNode) -> None:
    original = course.assignment("08-loops").notebook()
    for made_of in (solved(source), stub(source)):
        result = merge(original, Notebook.loads(saved(made_of), "loops"))
        assert result.oddities == ()
        assert result.notebook.by_id()["power-check"].source == POWER_CHECK
    answers = [
        cell.source for cell in merge(original, Notebook.loads(saved(stub(source)), "loops")).notebook.cells
    ]
    assert sum("raise NotImplementedError()" in answer for answer in answers) == 2


def test_a_hostile_variant_merges_to_the_sources_tests(course: Course, source: NotebookNode) -> None:
    original = course.assignment("08-loops").notebook()
    result = merge(original, made(by_name(course)["hostile-tagged"], source))
    assert result.notebook.by_id()["power-check"].source == POWER_CHECK
    assert result.notebook.by_id()["power-check"].tags == ()
    assert "cell `power-check` is tagged `skip-execution`: the tag was ignored" in result.oddities
    assert [cell.role for cell in result.notebook.cells if cell.id.startswith("own-")][:2] == [
        Role.FREE,
        Role.FREE,
    ]


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            "# %% powers\nx = 1\n",
            "right-a.py:3: there is no cell powers; name a cell of the source notebook",
        ),
        (
            "# %% notebook\n\nx = 1\n1 / 0\n",
            "right-a.py:4: the notebook section fails (ZeroDivisionError: division by zero); "
            "mend it; it may use nb, nbformat and copy",
        ),
    ],
)
def test_what_cannot_be_made_is_said_with_its_line(
    tmp_path: Path, source: NotebookNode, section: str, said: str
) -> None:
    path = tmp_path / "right-a.py"
    path.write_text('"""x"""\n' + section)
    with pytest.raises(BankError) as caught:
        parse(path).notebook(source)
    assert str(caught.value) == said


def test_a_failing_notebook_section_points_to_its_line_in_the_file(
    tmp_path: Path, source: NotebookNode
) -> None:
    path = tmp_path / "hostile-a.py"
    path.write_text('"""x"""\n# %% power\nx\n# %% notebook\n\nok = 1\n1 / 0\n')
    with pytest.raises(BankError) as caught:
        parse(path).notebook(source)
    cause = caught.value.__cause__
    assert cause is not None
    trace = cause.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    assert trace is not None
    assert trace.tb_lineno == 7
