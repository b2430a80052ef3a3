"""Rebuilding the graded notebook: the source's order, tests and points, the student's answers, nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradlab.notebook import Merged, Notebook, NotebookError, Role, merge, released
from gradlab.notebook.merge import MAX_ODDITIES

Node = dict[str, Any]


def node(kind: str, name: str, source: str, **flags: Any) -> Node:
    cell: Node = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if flags:
        cell["metadata"] = {"nbgrader": {"grade_id": name, "schema_version": 3, **flags}}
    return cell


SOURCE = [
    node("markdown", "title", "# Loops"),
    node("code", "imports", "import jax", locked=True),
    node("code", "power-example", "2 ** 3"),
    node("markdown", "power-task", "Write `power`.", locked=True),
    node(
        "code",
        "power",
        "def power(x, n):\n    ### BEGIN SOLUTION\n    return x ** n\n    ### END SOLUTION",
        solution=True,
    ),
    node("code", "power-try", "power(2, 3)"),
    node(
        "code",
        "power-check",
        "assert power(2, 3) == 8\n### BEGIN HIDDEN TESTS\nassert power(5, 0) == 1\n### END HIDDEN TESTS",
        grade=True,
        locked=True,
        points=3,
    ),
    node("code", "root", "def root(x):\n    return x ** 0.5", solution=True),
    node("code", "root-check", "assert root(4) == 2", grade=True, locked=True, points=1),
    node("markdown", "why", "Because.", grade=True, solution=True, points=2),
]
LOCKED = [cell["id"] for cell in SOURCE if cell["metadata"].get("nbgrader", {}).get("locked")]


def loads(cells: list[Node], **more: Any) -> Notebook:
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return Notebook.loads(json.dumps(content).encode(), "loops")


def source() -> Notebook:
    return loads(SOURCE)


def submission() -> list[Node]:
    """The release with answers: what a student hands in who changes nothing else."""
    cells = copy.deepcopy(SOURCE)
    for cell, read in zip(cells, source().cells, strict=True):
        if read.locked:
            cell["source"] = released(read)
    answers = {
        "power": "def power(x, n): return 'mine'",
        "root": "def root(x): return 'mine'",
        "why": "My reason.",
    }
    for cell in cells:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return cells


def of(cells: list[Node], name: str) -> Node:
    return next(cell for cell in cells if cell["id"] == name)


def merged(change: Callable[[list[Node]], Any] = lambda cells: None) -> Merged:
    cells = submission()
    change(cells)
    return merge(source(), loads(cells))


def ids(result: Merged) -> list[str]:
    return [cell.id for cell in result.notebook.cells]


def texts(result: Merged) -> dict[str, str]:
    return {cell.id: cell.source for cell in result.notebook.cells}


def test_an_honest_submission_is_graded_with_the_hidden_tests_and_has_no_oddity() -> None:
    result = merged()
    assert result.oddities == ()
    assert ids(result) == [cell["id"] for cell in SOURCE]
    assert texts(result)["power-check"] == of(SOURCE, "power-check")["source"]
    assert texts(result)["power"] == "def power(x, n): return 'mine'"
    assert texts(result)["why"] == "My reason."
    assert result.notebook.by_id()["power-check"].points == 3.0
    assert result.notebook.name == "loops"


def test_the_source_itself_and_the_release_have_no_oddity() -> None:
    assert merge(source(), source()).oddities == ()
    stubs = [{**cell, "source": released(read)} for cell, read in zip(SOURCE, source().cells, strict=True)]
    result = merge(source(), loads(stubs))
    assert result.oddities == ()
    assert "raise NotImplementedError()" in texts(result)["power"]


def test_edits_of_free_cells_are_kept_and_deleted_ones_stay_away() -> None:
    def change(cells: list[Node]) -> None:
        of(cells, "power-example")["source"] = "2 ** 4"
        cells.remove(of(cells, "power-try"))

    result = merged(change)
    assert texts(result)["power-example"] == "2 ** 4"
    assert "power-try" not in ids(result)
    assert result.oddities == ()


def test_own_cells_stay_behind_the_cell_they_followed_in_their_order() -> None:
    def change(cells: list[Node]) -> None:
        at = cells.index(of(cells, "power-task")) + 1
        cells[at:at] = [node("code", "q1", "one = 1"), node("markdown", "q2", "a note")]
        cells.insert(0, node("code", "q3", "first = 1"))
        cells.append(node("code", "q4", "last = 1"))

    result = merged(change)
    assert result.oddities == ()
    assert ids(result)[0] == "own-1"
    at = ids(result).index("power-task")
    own = result.notebook.cells[at + 1 : at + 3]
    assert [(cell.source, cell.role) for cell in own] == [("one = 1", Role.FREE), ("a note", Role.PROSE)]
    assert result.notebook.cells[-1].source == "last = 1"


def test_own_cells_without_text_are_dropped() -> None:
    assert ids(merged(lambda cells: cells.append(node("code", "q", "  \n")))) == [
        cell["id"] for cell in SOURCE
    ]


def test_ids_of_own_cells_never_meet_those_of_the_source() -> None:
    cells = copy.deepcopy(SOURCE)
    cells[0]["id"] = "own-1"
    given_ids = [
        cell.id for cell in merge(loads(cells), loads([*cells, node("code", "x", "y = 1")])).notebook.cells
    ]
    assert given_ids[0] == "own-1"
    assert given_ids[-1] == "own-2"


def set_label(name: str, **labels: Any) -> Callable[[list[Node]], None]:
    return lambda cells: of(cells, name)["metadata"]["nbgrader"].update(labels)


def set_tags(name: str, *tags: str) -> Callable[[list[Node]], None]:
    return lambda cells: of(cells, name)["metadata"].update(tags=list(tags))


def change(name: str, **fields: Any) -> Callable[[list[Node]], None]:
    return lambda cells: of(cells, name).update(fields)


def remove(name: str) -> Callable[[list[Node]], None]:
    return lambda cells: cells.remove(of(cells, name))


def copy_of(name: str, **fields: Any) -> Callable[[list[Node]], None]:
    def insert(cells: list[Node]) -> None:
        original = of(cells, name)
        cells.insert(cells.index(original) + 1, copy.deepcopy(original) | {"id": "new"} | fields)

    return insert


def swap(one: str, other: str) -> Callable[[list[Node]], None]:
    def exchange(cells: list[Node]) -> None:
        i, j = cells.index(of(cells, one)), cells.index(of(cells, other))
        cells[i], cells[j] = cells[j], cells[i]

    return exchange


ODD = [
    (remove("power-check"), "cell `power-check` is missing: the original was used"),
    (remove("power-task"), "cell `power-task` is missing: the original was used"),
    (remove("root"), "cell `root` is missing: the unsolved original was used"),
    (
        change("power-check", source="assert True"),
        "cell `power-check` is locked and was changed: the original was used",
    ),
    (
        change("imports", source="import numpy as jnp"),
        "cell `imports` is locked and was changed: the original was used",
    ),
    (
        set_label("power-check", points=100),
        "cell `power-check` says that it is worth 100: it is worth 3",
    ),
    (set_label("why", points="1e9"), "cell `why` says that it is worth 1e+09: it is worth 2"),
    (
        set_label("power-check", grade=False, solution=True),
        "cell `power-check` was turned into a solution cell: it is a test cell as in the assignment",
    ),
    (
        set_label("power", grade=True, solution=False, points=3),
        "cell `power` was turned into a test cell: it is a solution cell as in the assignment",
    ),
    (
        change("power", cell_type="markdown"),
        "cell `power` was turned into a markdown cell: it was read as code",
    ),
    (
        change("power-check", cell_type="raw"),
        "cell `power-check` was turned into a raw cell: it was read as code",
    ),
    (
        set_tags("power-check", "skip-execution", "mine"),
        "cell `power-check` is tagged `skip-execution`: the tag was ignored",
    ),
    (
        set_tags("power", "raises-exception"),
        "cell `power` is tagged `raises-exception`: the tag was ignored",
    ),
    (
        copy_of("power", source="def power(x, n): return 'copy'"),
        "cell `power` is there 2 times: one of them is the answer, the others were run as your own",
    ),
    (
        copy_of("power-check"),
        "cell `power-check` is there 2 times: the original was used, the copies were left out or run as your own",
    ),
    (
        swap("power", "power-check"),
        "cell `power-check` stands before `power`: it was put back behind it",
    ),
    (
        set_label("root", grade_id="power"),
        "cell `power` is there 2 times: one of them is the answer, the others were run as your own",
        "cell `root` is labelled as `power`: it was found by its cell id",
    ),
    (
        change("root", metadata={}),
        "cell `root` has lost its label: it was found by its cell id",
    ),
    (
        change("root", metadata={}, id="random"),
        "cell `root` has lost its label: it was found by its name",
    ),
    (
        change("root-check", metadata={}, id="random"),
        "cell `root-check` has lost its label: it was found by its text",
    ),
    (
        lambda cells: cells.append(node("code", "evil\x1b[2J", "x", grade=True, points=5)),
        "cell `evil\\x1b[2J` is labelled for nbgrader, but not in the assignment: it was run as your own",
    ),
]


@pytest.mark.parametrize(
    ("change", "said"), [(first, rest) for first, *rest in ODD], ids=[odd[1][:60] for odd in ODD]
)
def test_what_is_odd_is_told_and_never_changes_tests_order_or_points(
    change: Callable[[list[Node]], Any], said: list[str]
) -> None:
    result = merged(change)
    assert list(result.oddities) == said
    holds(result)


def test_another_language_is_told_and_read_as_python() -> None:
    result = merge(source(), loads(submission(), metadata={"kernelspec": {"language": "R"}}))
    assert result.oddities == ("the notebook says that it is written in r: it was read as python",)
    assert result.notebook.language == "python"


def test_a_missing_answer_is_the_stub_and_never_the_solution() -> None:
    result = merged(remove("power"))
    assert "raise NotImplementedError()" in texts(result)["power"]
    assert "x ** n" not in texts(result)["power"]


def test_a_copied_cell_runs_behind_the_original_so_that_the_last_definition_counts() -> None:
    result = merged(copy_of("power", source="def power(x, n): return 'copy'"))
    at = ids(result).index("power")
    assert [cell.source for cell in result.notebook.cells[at : at + 2]] == [
        "def power(x, n): return 'mine'",
        "def power(x, n): return 'copy'",
    ]


def test_without_cell_ids_the_last_copy_is_the_answer_as_in_nbgrader() -> None:
    cells = submission()
    copy_of("power", source="def power(x, n): return 'copy'")(cells)
    for cell in cells:
        del cell["id"]
    result = merge(source(), loads(cells, nbformat_minor=4))
    assert texts(result)["power"] == "def power(x, n): return 'copy'"


def test_a_copy_of_a_test_cell_that_says_something_else_is_the_students_own() -> None:
    result = merged(copy_of("power-check", source="helper = 3"))
    own = [cell for cell in result.notebook.cells if cell.source == "helper = 3"]
    assert [(cell.id, cell.role, cell.points) for cell in own] == [("own-1", Role.FREE, 0.0)]


def test_a_deleted_answer_is_found_in_the_cell_that_defines_its_function() -> None:
    def change(cells: list[Node]) -> None:
        cells.remove(of(cells, "root"))
        cells.insert(3, node("code", "random", "%matplotlib inline\ndef root(x): return 'elsewhere'"))

    result = merged(change)
    assert texts(result)["root"] == "%matplotlib inline\ndef root(x): return 'elsewhere'"
    assert "cell `root` has lost its label: it was found by its name" in result.oddities


def test_a_notebook_of_colab_without_ids_and_labels_is_graded_by_text_and_name() -> None:
    cells = [
        {"cell_type": cell["cell_type"], "metadata": {}, "source": cell["source"]} for cell in submission()
    ]
    result = merge(source(), loads(cells, nbformat_minor=0))
    assert texts(result)["power"] == "def power(x, n): return 'mine'"
    assert texts(result)["root"] == "def root(x): return 'mine'"
    assert [name for name in ids(result) if not name.startswith("own-")] == [cell["id"] for cell in SOURCE]


def test_an_existing_course_matches_by_label_whatever_the_cell_ids() -> None:
    cells, theirs = copy.deepcopy(SOURCE), submission()
    for number, (cell, their) in enumerate(zip(cells, theirs, strict=True)):
        cell["id"], their["id"] = f"{number:08x}", f"{number + 50:08x}"
        for label in (cell["metadata"].get("nbgrader"), their["metadata"].get("nbgrader")):
            if label:
                label["schema_version"] = 1
    result = merge(loads(cells), loads(theirs))
    assert result.oddities == ()
    assert texts(result)["power"] == "def power(x, n): return 'mine'"


def test_a_task_cell_of_nbgrader_is_restored_where_locked_and_the_students_where_not() -> None:
    for locked, text in ((True, "Do it."), (False, "Done.")):
        cell = node("markdown", "draw", "Do it.", task=True, locked=locked, points=4)
        result = merge(loads([*SOURCE, cell]), loads([*submission(), cell | {"source": "Done."}]))
        assert texts(result)["draw"] == text
        assert result.notebook.by_id()["draw"].points == 4.0


def test_a_test_that_nbgrader_generates_is_not_called_changed() -> None:
    cell = node("code", "auto", "### AUTOTEST power(2, 3)", grade=True, points=1)
    result = merge(loads([*SOURCE, cell]), loads([*submission(), cell | {"source": "assert 8"}]))
    assert result.oddities == ()


def test_line_ends_and_white_space_at_ends_are_no_change() -> None:
    def change(cells: list[Node]) -> None:
        check = of(cells, "power-check")
        check["source"] = check["source"].replace("\n", " \r\n") + "\n\n"

    assert merged(change).oddities == ()


OTHER = [node("markdown", "title", "# Trees"), node("code", "imports", "import jax", locked=True)]


@pytest.mark.parametrize(
    "cells", [[], OTHER, [*OTHER, node("code", "tree-axpy", "def tree_axpy(): ...", solution=True)]]
)
def test_a_notebook_of_another_assignment_is_refused_in_one_line(cells: list[Node]) -> None:
    with pytest.raises(NotebookError) as caught:
        merge(source(), loads(cells), assignment="08-loops")
    assert str(caught.value) == (
        "this is not the notebook of 08-loops: it has none of its exercises; "
        "hand in the loops.ipynb that was released for it"
    )


def test_a_flood_of_oddities_is_cut() -> None:
    cells = submission() + [node("code", f"n{i}", "x", grade=True) for i in range(500)]
    oddities = merge(source(), loads(cells)).oddities
    assert len(oddities) == MAX_ODDITIES + 1
    assert oddities[-1] == f"and {500 - MAX_ODDITIES} more of this kind"


def holds(result: Merged) -> None:
    """What is true of every merged notebook."""
    ours = {cell.id: cell for cell in source().cells}
    mine = [cell for cell in result.notebook.cells if cell.id in ours]
    names = [cell.id for cell in result.notebook.cells]
    assert len(set(names)) == len(names)
    order = list(ours)
    places = [order.index(cell.id) for cell in mine]
    assert places == sorted(places)
    here = {cell.id: cell for cell in mine}
    for name, cell in ours.items():
        if cell.locked:
            assert here[name] == cell
        elif cell.role in (Role.SOLUTION, Role.MANUAL):
            theirs = here[name]
            assert (theirs.role, theirs.points, theirs.kind, theirs.tags) == (
                cell.role,
                cell.points,
                cell.kind,
                (),
            )
    own = [cell for cell in result.notebook.cells if cell.id not in ours]
    assert all(cell.role in (Role.FREE, Role.PROSE) and cell.points == 0.0 for cell in own)
    assert all(text.isprintable() for text in result.oddities)


FLAGS = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": st.sampled_from([cell["id"] for cell in SOURCE]) | st.text(max_size=5),
        "grade": st.booleans(),
        "solution": st.booleans(),
        "locked": st.booleans(),
        "task": st.booleans(),
        "points": st.integers(-5, 1000) | st.text(max_size=3),
    },
)
MANGLE = st.sampled_from(
    ["delete", "copy", "move", "relabel", "kind", "text", "tags", "strip", "no id", "new id", "insert"]
)


@st.composite
def mangled(draw: st.DrawFn) -> list[Node]:
    cells = submission()
    for how in draw(st.lists(MANGLE, max_size=12)):
        if not cells:
            break
        at = draw(st.integers(0, len(cells) - 1))
        cell = cells[at]
        if how == "delete":
            del cells[at]
        elif how == "copy":
            cells.insert(draw(st.integers(0, len(cells))), copy.deepcopy(cell))
        elif how == "move":
            cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(at))
        elif how == "relabel":
            cell["metadata"] = {**cell["metadata"], "nbgrader": draw(FLAGS)}
        elif how == "kind":
            cell["cell_type"] = draw(st.sampled_from(["code", "markdown", "raw", "strange"]))
        elif how == "text":
            cell["source"] = draw(st.text(max_size=20))
        elif how == "tags":
            cell["metadata"] = {
                **cell["metadata"],
                "tags": draw(st.lists(st.sampled_from(["skip-execution", "a"]))),
            }
        elif how == "strip":
            cell["metadata"] = {}
        elif how == "no id":
            cell.pop("id", None)
        elif how == "new id":
            cell["id"] = draw(st.sampled_from([cell["id"] for cell in SOURCE]) | st.text(max_size=5))
        else:
            cells.insert(at, node("code", draw(st.text(max_size=4)), draw(st.text(max_size=9))))
    return cells


@given(mangled())
@settings(max_examples=400, deadline=None)
def test_whatever_is_done_to_a_submission_tests_order_and_points_are_the_sources(cells: list[Node]) -> None:
    try:
        result = merge(source(), loads(cells))
    except NotebookError as error:
        assert "not the notebook of loops" in error.what  # noqa: PT017
        return
    holds(result)


@given(st.permutations(submission()))
@settings(max_examples=50, deadline=None)
def test_in_any_order_every_answer_is_found(cells: list[Node]) -> None:
    assert [(cell.id, cell.source) for cell in merge(source(), loads(cells)).notebook.cells] == [
        (cell.id, cell.source) for cell in merged().notebook.cells
    ]


@given(mangled())
@settings(max_examples=100, deadline=None)
def test_no_code_of_the_student_is_lost_but_that_of_locked_cells(cells: list[Node]) -> None:
    own = node("code", "mine", "precious = 1")
    result = merge(source(), loads([*submission(), *cells, own]))
    assert "precious = 1" in [cell.source for cell in result.notebook.cells]


def test_merging_a_merged_notebook_changes_nothing() -> None:
    once = merged().notebook
    assert merge(source(), once).notebook == once
