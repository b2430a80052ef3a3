"""Building the release: nbgrader's own work, the same bytes every time, nothing secret in it, nothing half done."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_course import cell, example, write

from gradlab.course import Course, CourseError
from gradlab.course.build import BuildError, Built, build
from gradlab.course.reference import METADATA
from gradlab.notebook import Notebook, Role, merge, released

Node = dict[str, Any]
WHERE = Path("release/08-loops/loops.ipynb")


@pytest.fixture
def course(root: Path) -> Course:
    return Course(root)


def rewrite(course: Course, change: Callable[[Node], Any]) -> None:
    nb = example()
    change(nb)
    write(course.root, "08-loops", nb)


def replace(name: str, old: str, new: str) -> Callable[[Node], None]:
    def change(nb: Node) -> None:
        node = next(node for node in nb["cells"] if node["id"] == name)
        assert old in node["source"]
        node["source"] = node["source"].replace(old, new)

    return change


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_the_release_is_written_and_then_the_same(course: Course) -> None:
    assert build(course) == [Built("08-loops", WHERE, "written")]
    first = (course.root / WHERE).read_bytes()
    assert build(course) == [Built("08-loops", WHERE, "same")]
    (course.root / WHERE).unlink()
    build(course)
    assert (course.root / WHERE).read_bytes() == first


def test_the_release_has_stubs_and_visible_tests_only(course: Course) -> None:
    build(course)
    release = Notebook.read(course.root / WHERE)
    source = course.assignment("08-loops").notebook()
    assert [cell.id for cell in release.cells] == [cell.id for cell in source.cells]
    assert [cell.source for cell in release.cells] == [released(cell) for cell in source.cells]
    text = (course.root / WHERE).read_text()
    assert "NotImplementedError" in text
    for secret in ("fori_loop(0, n", "test_any_power", "HIDDEN", "SOLUTION"):
        assert secret not in text


def test_the_release_names_the_kernel_and_no_version(course: Course) -> None:
    rewrite(
        course, lambda nb: nb["metadata"]["language_info"].update(version="3.11.7", pygments_lexer="ipython3")
    )
    build(course)
    data = (course.root / WHERE).read_bytes()
    assert json.loads(data)["metadata"] == METADATA
    assert data.endswith(b"}\n")


def test_the_release_says_where_it_is_judged(course: Course) -> None:
    rewrite(course, lambda nb: nb["metadata"].update(gradlab={"platform": "cuda"}))
    build(course)
    assert Notebook.read(course.root / WHERE).platform == "cuda"


def test_nothing_but_the_release_is_touched(course: Course) -> None:
    before = snapshot(course.root)
    build(course)
    after = snapshot(course.root)
    assert after.keys() - before.keys() == {str(WHERE)}
    assert {name: after[name] for name in before} == before


def test_a_release_merges_back_without_an_oddity(course: Course) -> None:
    build(course)
    result = merge(course.assignment("08-loops").notebook(), Notebook.read(course.root / WHERE))
    assert result.oddities == ()
    assert [cell.role for cell in result.notebook.cells if cell.id == "power"] == [Role.SOLUTION]


@pytest.mark.slow
def test_the_bytes_are_those_of_nbgraders_command(course: Course) -> None:
    build(course)
    ours = (course.root / WHERE).read_bytes()
    (course.root / WHERE).unlink()
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "08-loops", "--force"],
        cwd=course.root,
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert (course.root / WHERE).read_bytes() == ours


def test_checking_changes_nothing_and_names_the_stale_file_and_what_to_type(course: Course) -> None:
    stale = [Built("08-loops", WHERE, "stale", "uv run gradlab build 08-loops")]
    assert build(course, check=True) == stale
    assert not (course.root / "release").exists()
    build(course)
    assert build(course, check=True) == [Built("08-loops", WHERE, "same")]
    path = course.root / WHERE
    path.write_bytes(path.read_bytes() + b"\n")
    assert build(course, check=True) == stale


def test_files_beside_the_notebook_are_released_and_others_removed(course: Course) -> None:
    folder = course.root / "source" / "08-loops"
    (folder / "data.csv").write_text("a,b\n")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "loops-checkpoint.ipynb").write_text("{}")
    build(course)
    extra = course.root / "release" / "08-loops" / "old.ipynb"
    extra.write_text("{}")
    assert [(built.path.name, built.state) for built in build(course, check=True)] == [
        ("data.csv", "same"),
        ("loops.ipynb", "same"),
        ("old.ipynb", "stale"),
    ]
    assert build(course)[-1] == Built("08-loops", Path("release/08-loops/old.ipynb"), "removed")
    assert not extra.exists()


def test_a_release_without_a_source_is_stale_until_a_person_removes_it(course: Course) -> None:
    build(course)
    old = course.root / "release" / "07-gone"
    old.mkdir()
    (old / "gone.ipynb").write_text("{}")
    found = build(course)[-1]
    assert found == Built("07-gone", Path("release/07-gone"), "stale", "git rm -r release/07-gone")
    assert (old / "gone.ipynb").exists()
    assert [built.assignment for built in build(course, ["08-loops"])] == ["08-loops"]


REFUSED = [
    (replace("power", "    ### END SOLUTION", ""), "RuntimeError: no end solution statement found"),
    (
        replace("power-check", "### END HIDDEN TESTS", ""),
        "RuntimeError: No end hidden tests statement found",
    ),
    (
        replace("power-try", "power(", "### BEGIN SOLUTION\n### END SOLUTION\npower("),
        "RuntimeError: Solution region detected in a non-solution cell; "
        "please make sure all solution regions are within solution cells.",
    ),
]


@pytest.mark.parametrize(("change", "reason"), REFUSED, ids=["solution", "hidden tests", "wrong cell"])
def test_what_nbgrader_refuses_is_said_in_one_line_and_leaves_the_release_alone(
    course: Course, change: Callable[[Node], Any], reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    build(course)
    rewrite(course, change)
    before = snapshot(course.root)
    with pytest.raises(BuildError) as caught:
        build(course)
    assert caught.value.what == f"nbgrader refuses source/08-loops/: {reason}"
    assert (
        caught.value.fix == "mend the notebook (`gradlab lint 08-loops` may say where); release/ is as it was"
    )
    assert snapshot(course.root) == before
    assert capfd.readouterr() == ("", "")


def test_one_bad_assignment_stops_all_before_anything_is_written(course: Course) -> None:
    nb = example()
    replace("power", "    ### END SOLUTION", "")(nb)
    write(course.root, "09-bad", nb)
    with pytest.raises(BuildError, match="09-bad"):
        build(course)
    assert not (course.root / "release").exists()


def test_a_setting_that_would_release_solutions_is_refused(course: Course) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.ClearHiddenTests.begin_test_delimeter = "BEGIN SECRET"\n')
    with pytest.raises(BuildError) as caught:
        build(course)
    assert caught.value.what == "08-loops: cell power-check of the release still has `### BEGIN HIDDEN TESTS`"


def test_a_failing_configuration_is_said(course: Course) -> None:
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n1 / 0\n")
    with pytest.raises(BuildError) as caught:
        build(course)
    assert (
        str(caught.value)
        == "nbgrader_config.py fails: ZeroDivisionError: division by zero; mend nbgrader_config.py"
    )


def test_a_header_of_the_course_is_put_on_top(course: Course) -> None:
    header = {
        "cells": [cell("markdown", "header", "Hello.")],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (course.root / "header.ipynb").write_text(json.dumps(header))
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.IncludeHeaderFooter.header = "header.ipynb"\n')
    build(course)
    assert Notebook.read(course.root / WHERE).cells[0].source == "Hello."


def test_a_course_in_a_folder_with_a_strange_name_is_built(course: Course, tmp_path: Path) -> None:
    moved = tmp_path / "my [course] (1)*"
    course.root.rename(moved)
    assert build(Course(moved)) == [Built("08-loops", WHERE, "written")]


def test_building_says_nothing_and_leaves_logging_alone(
    course: Course, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers = list(logging.getLogger().handlers)
    build(course)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger().handlers == handlers


def test_a_source_that_cannot_be_read_and_an_unknown_name_are_said(course: Course) -> None:
    with pytest.raises(CourseError, match="there is no assignment 8"):
        build(course, ["8"])
    course.assignment("08-loops").source.write_text("")
    with pytest.raises(CourseError, match=r"source/08-loops/loops\.ipynb: the file is empty"):
        build(course)
