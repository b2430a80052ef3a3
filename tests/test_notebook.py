"""Reading a notebook file: what is harmless is read, everything else ends in one clear line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradlab.notebook import Cell, Notebook, NotebookError, Role, printable, released
from gradlab.notebook.cell import points_of, role_of


def data(*cells: Any, **more: Any) -> bytes:
    return json.dumps(
        {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    ).encode()


def code(source: Any = "x = 1", **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source, **more}


def labelled(name: str, **flags: Any) -> dict[str, Any]:
    return code(metadata={"nbgrader": {"grade_id": name, **flags}})


def message(content: bytes) -> str:
    with pytest.raises(NotebookError) as caught:
        Notebook.loads(content, "loops")
    assert str(caught.value) == f"{caught.value.what}; {caught.value.fix}"
    assert "\n" not in str(caught.value)
    return str(caught.value)


AGAIN = "ask for the notebook to be saved in JupyterLab and handed in again"

REFUSED = {
    "empty": (b"", f"the file is empty; {AGAIN}"),
    "blank": (b" \r\n\t", f"the file is empty; {AGAIN}"),
    "not JSON": (
        b'{"cells": [\n oops',
        f"the file is not JSON: expecting value in line 2; it may be cut off; {AGAIN}",
    ),
    "HTML": (
        b"<!DOCTYPE html>\n<html>",
        "this is an HTML page, not a notebook; download the .ipynb file itself",
    ),
    "zip": (b"PK\x03\x04....", "this is a zip archive, not a notebook; hand in the .ipynb file itself"),
    "PDF": (b"%PDF-1.7", "this is a PDF, not a notebook; hand in the .ipynb file itself"),
    "picture": (b"\x89PNG\r\n", "this is a picture, not a notebook; hand in the .ipynb file itself"),
    "a list": (b"[1, 2]", "the file is JSON, but not a notebook; hand in the .ipynb file itself"),
    "other JSON": (
        b'{"name": "jax"}',
        "the file is JSON, but not a notebook; hand in the .ipynb file itself",
    ),
    "format 3": (
        b'{"nbformat": 3, "nbformat_minor": 0, "worksheets": [], "metadata": {}}',
        "the notebook is in the old format 3; format 4 is read; "
        f"convert it (jupyter nbconvert --to notebook --nbformat 4 FILE), or {AGAIN}",
    ),
    "format 5": (
        b'{"nbformat": 5, "cells": []}',
        f"the notebook is in format 5; format 4 is read; {AGAIN}",
    ),
    "format of a strange type": (
        b'{"nbformat": "\\u001b[31m", "cells": []}',
        f"the notebook is in format \\x1b[31m; format 4 is read; {AGAIN}",
    ),
    "no list of cells": (
        b'{"nbformat": 4, "cells": {"a": 1}}',
        f"the notebook has no list of cells; {AGAIN}",
    ),
    "Latin-1": (
        '{"cells": [], "x": "é"}'.encode("latin-1"),
        "the file is not UTF-8 text (byte 0xe9 at 20); it may be Latin-1; "
        f"convert it (iconv -f latin1 -t utf-8), or {AGAIN}",
    ),
    "nested": (
        b"[" * 200_000 + b"]" * 200_000,
        f"the file's JSON is nested too deeply for a notebook; {AGAIN}",
    ),
    "a long number": (
        b'{"cells": [], "x": ' + b"9" * 5_000 + b"}",
        f"the file's JSON holds a number that is too long; {AGAIN}",
    ),
    "many cells": (
        data(*[{}] * 2_001),
        "the notebook has 2,001 cells, more than the 2,000 that are read; remove the cells that are not needed",
    ),
    "50 MB": (
        b"{" + b" " * 50_000_000,
        "the file holds 50 MB, more than the 20 MB that are read; "
        "clear the outputs (Edit, Clear Outputs of All Cells), save, and hand it in again",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_notebook_is_refused_in_one_line_that_says_what_to_do(case: str) -> None:
    content, said = REFUSED[case]
    assert message(content) == said


HARMLESS = {
    "a byte order mark": b"\xef\xbb\xbf" + data(code()),
    "UTF-16": data(code()).decode().encode("utf-16"),
    "line ends of Windows in the file": data(code()).replace(b", ", b",\r\n"),
    "a list of lines": data(code(["x = ", "1"])),
    "a list with other things in it": data(code(["x = 1", None, 3])),
    "no kernelspec": data(code()),
    "metadata as a list": data(code(metadata=[]), metadata=[1]),
    "NaN": data(code(metadata={"x": float("nan")})),
    "nbgrader metadata as text": data(code(metadata={"nbgrader": "yes"})),
    "tags as a number": data(code(metadata={"tags": 3})),
    "a cell that is no cell": data(7, code()),
    "a minor version to come": data(code(), nbformat_minor=99),
    "no minor version": json.dumps({"cells": [code()], "nbformat": 4}).encode(),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_is_harmless_is_read(case: str) -> None:
    (cell,) = Notebook.loads(HARMLESS[case], "loops").cells
    assert (cell.kind, cell.source, cell.role) == ("code", "x = 1", Role.FREE)


@pytest.mark.parametrize("source", ["a\r\nb", "a\rb", ["a\r\n", "b"]])
def test_line_ends_become_newlines(source: object) -> None:
    assert Notebook.loads(data(code(source)), "n").cells[0].source == "a\nb"


def test_a_lone_surrogate_is_replaced_so_that_the_text_can_be_encoded() -> None:
    content = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "s = \'\\ud800\'"}]}'
    cell = Notebook.loads(content, "n").cells[0]
    assert cell.source.encode().decode().startswith("s = '�")


@pytest.mark.parametrize("source", [None, 3, {"a": 1}, True])
def test_a_source_of_a_strange_type_is_empty(source: object) -> None:
    assert Notebook.loads(data(code(source)), "n").cells[0].source == ""


@pytest.mark.parametrize("kind", [None, 3, "heading", "code\x1b"])
def test_a_cell_of_an_unknown_type_is_raw_text(kind: object) -> None:
    assert Notebook.loads(data(code(cell_type=kind)), "n").cells[0].kind == "raw"


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"name": "conda-env-x", "display_name": "mine"}}, "python"),
        ({"kernelspec": {"language": "R"}}, "r"),
        ({"language_info": {"name": "Julia"}}, "julia"),
        ({"language_info": {"name": 7}, "kernelspec": None}, "python"),
        ({"language_info": {"name": "\x1b[2J" + "x" * 100}}, "\\x1b[2j" + "x" * 22 + "…"),
    ],
)
def test_the_language_is_what_the_file_says(metadata: object, language: str) -> None:
    assert Notebook.loads(data(metadata=metadata), "n").language == language


@pytest.mark.parametrize(
    ("metadata", "platform"),
    [
        ({}, ""),
        ({"gradlab": {}}, ""),
        ({"gradlab": {"platform": "cuda"}}, "cuda"),
        ({"gradlab": {"platform": "tpu"}}, "tpu"),
        ({"gradlab": {"platform": ""}}, "nothing"),
        ({"gradlab": {"platform": None}}, "None"),
        ({"gradlab": "cuda\x1b"}, "cuda\\x1b"),
        (None, ""),
    ],
)
def test_a_notebook_may_ask_for_a_platform_and_what_it_asks_is_never_dropped(
    metadata: object, platform: str
) -> None:
    assert Notebook.loads(data(metadata=metadata), "n").platform == platform


def test_cells_without_ids_get_ids_that_differ() -> None:
    cells = [code(id=None), {"cell_type": "code", "source": ""}, code(id="cell-1"), code(id="")]
    ids = [cell.id for cell in Notebook.loads(data(*cells), "n").cells]
    assert len(set(ids)) == 4
    assert ids[1] == "cell-2"


def test_a_free_cell_with_an_id_that_is_taken_gets_another() -> None:
    cells = Notebook.loads(data(code(), code(), labelled("a", solution=True)), "n").cells
    assert len({cell.id for cell in cells}) == 3
    assert [cell.cell_id for cell in cells] == ["a", "a", "a"]
    assert cells[2].id == "a"


def test_the_id_that_colab_keeps_in_the_metadata_is_found() -> None:
    cell = {"cell_type": "code", "metadata": {"id": "power-try"}, "source": ""}
    assert Notebook.loads(data(cell, nbformat_minor=0), "n").cells[0].id == "power-try"


def test_a_grade_id_is_the_id() -> None:
    cells = Notebook.loads(data(labelled("power", solution=True), labelled("nothing")), "n").cells
    assert [(cell.id, cell.cell_id) for cell in cells] == [("power", "a"), ("a", "a")]


@pytest.mark.parametrize("grade_id", [None, 3, "", ["x"]])
def test_a_label_without_a_grade_id_falls_back_to_the_cell_id(grade_id: object) -> None:
    cell = Notebook.loads(
        data(code(metadata={"nbgrader": {"grade_id": grade_id, "grade": True}})), "n"
    ).cells[0]
    assert (cell.id, cell.role) == ("a", Role.TEST)


def test_by_id_keeps_the_first_of_several() -> None:
    first, second = labelled("power", solution=True), labelled("power", solution=True)
    notebook = Notebook.loads(data(first | {"source": "1"}, second | {"source": "2"}), "n")
    assert notebook.by_id()["power"].source == "1"


ROLES = [
    ("code", {}, Role.FREE, False),
    ("markdown", {}, Role.PROSE, False),
    ("raw", {}, Role.PROSE, False),
    ("code", {"locked": True}, Role.GIVEN, True),
    ("markdown", {"locked": True}, Role.TASK, True),
    ("code", {"solution": True}, Role.SOLUTION, False),
    ("code", {"solution": True, "locked": True}, Role.SOLUTION, False),
    ("code", {"grade": True}, Role.TEST, True),
    ("code", {"grade": True, "locked": False}, Role.TEST, True),
    ("code", {"grade": True, "solution": True}, Role.MANUAL, False),
    ("markdown", {"grade": True, "solution": True, "locked": True}, Role.MANUAL, False),
    ("markdown", {"grade": True}, Role.MANUAL, True),
    ("markdown", {"task": True, "locked": True}, Role.MANUAL, True),
    ("markdown", {"task": True}, Role.MANUAL, False),
    ("code", {"grade": False, "solution": False, "locked": False, "task": False}, Role.FREE, False),
]


@pytest.mark.parametrize("version", [None, 0, 1, 2, 3, "x"])
@pytest.mark.parametrize(("kind", "flags", "role", "locked"), ROLES)
def test_roles_are_read_from_every_version_of_the_metadata(
    kind: str, flags: dict[str, object], role: Role, locked: bool, version: object
) -> None:
    metadata = flags if version is None else {"schema_version": version, **flags}
    assert role_of(kind, metadata) == (role, locked)


def test_locked_is_what_nbgrader_calls_locked() -> None:
    from nbformat.notebooknode import NotebookNode
    from nbgrader.utils import is_locked

    for kind, flags, _, locked in ROLES:
        if flags and not flags.get("task"):
            cell = NotebookNode(cell_type=kind, metadata=NotebookNode(nbgrader=NotebookNode(flags)))
            assert is_locked(cell) == locked, flags


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (3, 3.0),
        (0.5, 0.5),
        ("2", 2.0),
        ("", 0.0),
        ("many", 0.0),
        (-1, 0.0),
        (None, 0.0),
        (True, 0.0),
        ([3], 0.0),
        (float("nan"), 0.0),
        (float("inf"), 0.0),
        (10**400, 0.0),
    ],
)
def test_points_are_finite_and_not_negative(value: object, points: float) -> None:
    assert points_of(value) == points


def test_only_what_is_graded_has_points() -> None:
    cells = data(labelled("a", solution=True, points=9), labelled("b", grade=True, points=2))
    assert [cell.points for cell in Notebook.loads(cells, "n").cells] == [0.0, 2.0]


def test_a_file_is_read_and_names_the_notebook(tmp_path: Path) -> None:
    path = tmp_path / "loops.ipynb"
    path.write_bytes(data(code()))
    assert Notebook.read(path).name == "loops"


def refusal(path: Path) -> str:
    with pytest.raises(NotebookError) as caught:
        Notebook.read(path)
    return str(caught.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "this is a folder, not a notebook; hand in the .ipynb file itself"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    said = "there is no such file; check the path, or ask for the notebook"
    assert refusal(tmp_path / "no.ipynb") == said


def test_a_link_is_not_followed_wherever_it_leads(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(data(code()))
    for target in ("secret", "nothing"):
        link = tmp_path / f"{target}.ipynb"
        link.symlink_to(tmp_path / target)
        said = "this is a symbolic link, and links are not followed; put the notebook itself in its place"
        assert refusal(link) == said


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert refusal(tmp_path / "pipe.ipynb").startswith(
        "this is a pipe or device, not a file; remove it and ask"
    )


def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loops.ipynb"
    path.write_bytes(data(code()))
    path.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:  # root may read everything
            os.seteuid(65534)
        said = refusal(path)
    finally:
        os.seteuid(user)
    assert said == "the file cannot be read; allow it: chmod u+r on the file and u+rx on its folder"


def test_a_name_that_no_disk_takes_is_refused(tmp_path: Path) -> None:
    said = "the file cannot be opened (File name too long); check the path and the disk"
    assert refusal(tmp_path / ("x" * 300)) == said
    assert "embedded null byte" in refusal(tmp_path / "a\0b")


def test_a_big_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "loops.ipynb"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert refusal(path).startswith("the file holds 50 MB, more than the 20 MB that are read")


def test_a_shown_text_has_no_control_characters_and_an_end() -> None:
    assert printable("a\x1b[31m\nb‮c", limit=40) == "a\\x1b[31m\\nb\\u202ec"
    assert printable("x" * 100, limit=10) == "xxxxxxxxx…"


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_are_read_as_anything_but_a_notebook_or_a_refusal(content: bytes) -> None:
    said = ""
    try:
        Notebook.loads(content, "n")
    except NotebookError as error:
        said = str(error)
    assert said.isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": JSON | st.sampled_from(["code", "markdown", "raw"]),
        "id": JSON | st.just("a"),
        "source": JSON,
        "metadata": JSON
        | st.fixed_dictionaries(
            {},
            optional={
                "tags": JSON,
                "id": JSON,
                "nbgrader": JSON
                | st.dictionaries(
                    st.sampled_from(["grade", "solution", "locked", "task", "points", "grade_id"]), JSON
                ),
            },
        ),
    },
)


@given(st.lists(CELL | JSON, max_size=5), JSON)
@settings(max_examples=200, deadline=None)
def test_cells_of_any_shape_are_read(cells: list[Any], metadata: Any) -> None:
    notebook = Notebook.loads(data(*cells, metadata=metadata), "n")
    for cell in notebook.cells:
        assert cell.kind in ("code", "markdown", "raw")
        assert cell.id
        cell.source.encode()
        assert "\r" not in cell.source


RELEASED = [
    (Role.SOLUTION, "code", "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n\nf()"),
    (Role.SOLUTION, "code", "f = 1"),
    (Role.MANUAL, "markdown", "Because."),
    (Role.MANUAL, "markdown", "So:\n### BEGIN SOLUTION\nyes\n### END SOLUTION"),
    (Role.TEST, "code", "a = 1\n### BEGIN HIDDEN TESTS\nassert a\n### END HIDDEN TESTS\na"),
    (Role.GIVEN, "code", "import jax"),
    (Role.FREE, "code", "x = 1"),
]


@pytest.mark.parametrize(("role", "kind", "source"), RELEASED)
def test_released_says_what_nbgrader_makes_of_a_cell(role: Role, kind: str, source: str) -> None:
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

    cell = (new_code_cell if kind == "code" else new_markdown_cell)(source)
    flags = {"grade": role in (Role.TEST, Role.MANUAL), "solution": role in (Role.SOLUTION, Role.MANUAL)}
    cell.metadata["nbgrader"] = {"grade_id": "x", "locked": role is Role.GIVEN, "schema_version": 3, **flags}
    nb = new_notebook(cells=[cell])
    for step in (ClearSolutions(), ClearHiddenTests()):
        nb, _ = step.preprocess(nb, {})
    ours = released(Cell("x", kind, source, role, locked=role in (Role.TEST, Role.GIVEN)))
    assert ours == nb.cells[0].source
