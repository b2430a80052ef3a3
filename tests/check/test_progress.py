"""`check.progress`: which exercises pass so far, in a process, in a kernel, and beside a saved notebook."""

from __future__ import annotations

import nbformat
import pytest
from check_cells import run_cell, text
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

IMPORTS = "import pytest\nfrom gradlab import check\n"
DOUBLE = '''"""`double` <doubles>."""


def test_two():
    check.close(double(2.0), 4.0)


def test_three():
    check.close(double(3.0), 6.0)


check.run()
'''
HALF = '"""`half` halves."""\n\n\ndef test_two():\n    check.close(half(2.0), 1.0)\n\n\ncheck.run()\n'


@pytest.fixture
def namespace():
    names: dict[str, object] = {"__name__": "__main__"}
    run_cell(IMPORTS, names)
    return names


def shown(namespace, capsys):
    capsys.readouterr()
    run_cell("check.progress()", namespace)
    return capsys.readouterr().out.rstrip("\n")


def test_nothing_is_said_where_nothing_is_known(namespace, capsys):
    assert shown(namespace, capsys) == ""


def test_each_exercise_stands_where_its_check_left_it(namespace, capsys):
    run_cell("def double(x):\n    return x * x\n", namespace)
    run_cell("def half(x):\n    raise NotImplementedError\n", namespace)
    run_cell(DOUBLE, namespace)
    run_cell(HALF, namespace)
    assert shown(namespace, capsys) == text(
        """
        0 of 2 exercises pass so far
          1 of 2 checks pass  `double` <doubles>.
          not attempted yet   `half` halves.
        hidden checks run when graded
        """
    )
    run_cell("def double(x):\n    return 2.0 * x\n", namespace)
    run_cell(DOUBLE, namespace)
    assert shown(namespace, capsys).splitlines()[:2] == [
        "1 of 2 exercises pass so far",
        "  passes             `double` <doubles>.",
    ]


@pytest.mark.parametrize("again", ["def double(x):\n    return x\n", "def twice(x):\n    return 3.0 * x\n"])
def test_what_is_defined_anew_is_not_told_as_passed(namespace, capsys, again):
    """Its own function, or one that it calls."""
    run_cell("def twice(x):\n    return 2.0 * x\n", namespace)
    run_cell("def double(x):\n    return twice(x)\n", namespace)
    run_cell(DOUBLE, namespace)
    assert shown(namespace, capsys).startswith("1 of 1 exercises pass")
    run_cell(again, namespace)
    assert shown(namespace, capsys) == text(
        """
        0 of 1 exercises pass so far
          changed since it was checked  `double` <doubles>.
        run a check cell to see where its exercise stands
        hidden checks run when graded
        """
    )


def test_notebooks_do_not_mix(namespace, capsys):
    run_cell("def double(x):\n    return 2.0 * x\n", namespace)
    run_cell(DOUBLE, namespace)
    other: dict[str, object] = {}
    run_cell(IMPORTS, other)
    assert shown(other, capsys) == ""


def test_where_hidden_tests_are_there_none_are_announced(namespace, capsys):
    run_cell("def half(x):\n    return x / 2\n", namespace)
    run_cell(
        HALF.replace("check.run()", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\ncheck.run()"), namespace
    )
    assert shown(namespace, capsys) == "1 of 1 exercises pass so far\n  passes  `half` halves."


def saved(folder, *cells):
    path = folder / "x.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), path)
    return path


def test_a_saved_notebook_tells_what_has_not_run(namespace, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(saved(tmp_path, IMPORTS, HALF, "x = (", DOUBLE)))
    run_cell("def double(x):\n    return 2.0 * x\n", namespace)
    run_cell(DOUBLE, namespace)
    assert shown(namespace, capsys) == text(
        """
        1 of 2 exercises pass so far
          not checked yet  `half` halves.
          passes           `double` <doubles>.
        run a check cell to see where its exercise stands
        hidden checks run when graded
        """
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"cells": [{"source": 3, "cell_type": "code"}]}', b'{"cells": 1}', b"[" * 100_000],
)
def test_a_file_that_is_no_notebook_stops_nothing(namespace, capsys, tmp_path, content):
    (tmp_path / "x.ipynb").write_bytes(content)
    namespace["__vsc_ipynb_file__"] = str(tmp_path / "x.ipynb")
    assert shown(namespace, capsys) == ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_in_a_kernel_it_is_a_table_as_well():
    right = "def double(x):\n    return 2.0 * x\n"
    made = new_notebook(cells=[new_code_cell(c) for c in (IMPORTS, right, DOUBLE, "check.progress()")])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(made, timeout=120).execute()
    (display,) = made.cells[3].outputs
    assert display.data["text/plain"].startswith("1 of 1 exercises pass so far")
    assert "<b>passes</b>" in display.data["text/html"]
    assert "<code>double</code> &lt;doubles&gt;." in display.data["text/html"]
