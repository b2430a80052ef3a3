"""Imports point one way: the table of rooms in the design, read from the syntax tree of every file."""

import ast
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "gradlab"

MAY_IMPORT = {
    "check": {"check"},
    "notebook": {"syntax", "notebook"},
    "testcell": {"syntax", "testcell"},
    "syntax": {"syntax"},
    "complaint": {"complaint"},
    "archive": {"archive"},
    "course": {"course", "complaint", "notebook", "testcell"},
    "submitted": {"course", "notebook", "grade.report"},
    "prove": {"course", "notebook", "testcell", "grade.report", "grade.settings"},
    "mutation": {"mutation"},
    "mutants": {"mutation", "course", "notebook", "grade.report"},
    "grade": {"grade", "complaint", "notebook", "syntax", "testcell"},
    "grade.trial": {"grade", "notebook", "testcell", "check"},
    "export": {"export", "archive", "complaint", "course", "submitted", "notebook", "grade"},
    "release": {"release", "archive", "course", "notebook", "prove"},
    "overview": {"overview", "course", "notebook", "grade"},
    "cli": {
        "cli",
        "export",
        "release",
        "overview",
        "complaint",
        "course",
        "notebook",
        "testcell",
        "submitted",
        "prove",
        "mutants",
        "grade",
        "",
    },
}
"""Room → what of ours it may import. A longer name wins. The empty name is `gradlab` itself, its version."""

EVERYBODY = {""}
UNTRUSTED = ("grade.student", "grade.nursery", "grade.confine", "grade.seccomp")
"""What runs beside or as student code: it may know the wire and itself, never the judge, the report or the course."""
TRUSTED_ONLY = (
    "grade.judge",
    "grade.trial",
    "grade.slot",
    "grade.pool",
    "grade.report",
    "grade.ledger",
    "grade.gradebook",
)


def rooms_of(path: Path, package: Path = PACKAGE) -> str:
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports_of(path: Path, package: Path = PACKAGE) -> Iterator[str]:
    """Yield the names of our modules that a file imports, anywhere in it, without the leading package name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            raise AssertionError(f"{path}: write absolute imports")
        else:
            continue
        for name in names:
            if name == "gradlab" or name.startswith("gradlab."):
                yield name.removeprefix("gradlab").removeprefix(".")


def allowed(room: str) -> set[str]:
    known = [name for name in MAY_IMPORT if room == name or room.startswith(f"{name}.")]
    assert known, f"{room} is in no room of the table: add it, or move it"
    return MAY_IMPORT[max(known, key=len)] | EVERYBODY


def violations(package: Path = PACKAGE) -> list[str]:
    found = []
    for path in sorted(package.rglob("*.py")):
        room = rooms_of(path, package)
        if not room:
            continue
        for name in imports_of(path, package):
            inside = any(name == one or (one and name.startswith(f"{one}.")) for one in allowed(room))
            crossed = room.startswith(UNTRUSTED) and name.startswith(TRUSTED_ONLY)
            if (not inside and name != "__version__") or crossed:
                found.append(f"{room} imports {name}")
    return found


def test_imports_point_one_way() -> None:
    assert violations() == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("check/_close.py", "from gradlab.notebook import Notebook"),
        ("grade/pool.py", "from gradlab import check"),
        ("grade/student.py", "import gradlab.grade.report"),
        ("notebook/file.py", "def f():\n    from gradlab.course import Course"),
    ],
)
def test_a_crossed_arrow_is_seen(tmp_path: Path, room: str, line: str) -> None:
    path = tmp_path / room
    path.parent.mkdir(parents=True)
    path.write_text(line)
    assert len(violations(tmp_path)) == 1


def test_the_command_line_loads_nothing_heavy() -> None:
    program = textwrap.dedent(
        """
        import sys
        import gradlab.cli
        heavy = ("jax", "numpy", "matplotlib", "IPython", "nbgrader", "nbformat", "pytest", "dask")
        print([name for name in heavy if name in sys.modules])
        """
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
