"""The Otter version of an assignment, made mechanically: the same tests, the same submissions, Otter's own files around them.

A submission is what `gradlab grade` merges from it and the source, with `grader.check("<cell>")` in the place of each test cell.
The autograder's zip holds a test file a test cell, in Otter's exception-based format, with one `@test_case` for each case of a
test, visible or hidden as in the source and worth its share of the points. A case defines the cell's functions anew in the
student's names and calls its own; pytest and `check.run()` are not in it, `check.close` and its fellows are. Needs test cells
whose cases are written out in `parametrize`, and no fixtures. Imports nothing of Otter, which lives in an environment of its own.

Source: https://otter-grader.readthedocs.io/en/latest/test_files/python_format.html
"""

from __future__ import annotations

import ast
import importlib.metadata
import io
import itertools
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from gradlab.notebook import Cell, Notebook, Role, merge
from gradlab.testcell import TestFunction, outline

VERSION = "7.0.0"
PACKAGE = "otter-grader"
FILE = '''OK_FORMAT = False
from otter.test_files import test_case

name = {name!r}
CELL = compile({source!r}, {name!r}, "exec")


def run(env, test, cases):
    """Define the cell's functions in the student's names, and call one of them."""
    names = dict(env)
    exec(CELL, names)
    arguments = {{}}
    marks = [m for m in getattr(names[test], "pytestmark", ()) if m.name == "parametrize"]
    for mark, case in zip(marks, cases, strict=True):
        given = mark.args[0].split(",") if isinstance(mark.args[0], str) else mark.args[0]
        values = mark.args[1][case] if len(given) > 1 else (mark.args[1][case],)
        arguments.update(zip([one.strip() for one in given], values, strict=True))
    names[test](**arguments)

'''
CASE = """
@test_case(name={name!r}, points={points!r}, hidden={hidden!r})
def case_{number}(env):
    run(env, {test!r}, {cases!r})

"""


class Unsuitable(Exception):
    """A test cell cannot be made into a test file mechanically; says which and why."""


def python(folder: Path, root: Path) -> Path:
    """Return the interpreter of Otter's environment; make it the first time.

    Args:
        folder: Where it is kept.
        root: gradlab's own folder, whose `check` the tests use; it is installed as it stands there.

    Raises:
        subprocess.CalledProcessError: uv cannot make it; says why on stderr.
    """
    numbers = (
        f"python{sys.version_info.major}.{sys.version_info.minor}-jax{importlib.metadata.version('jax')}"
    )
    place = folder / f"{PACKAGE}-{VERSION}-{numbers}"
    found = place / "bin" / "python"
    if not (place / "made").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _uv(root, "venv", "--clear", "--python", sys.executable, str(place))
        # The same jax, ipykernel and nbconvert as here, so that nothing but the grader differs.
        frozen = _uv(root, "pip", "freeze", "--exclude-editable", "--python", sys.executable)
        same = place / "constraints.txt"
        same.write_text("\n".join(line for line in frozen.splitlines() if "==" in line))
        wanted = (f"{PACKAGE}=={VERSION}", "--editable", str(root), "--constraint", str(same))
        _uv(root, "pip", "install", "--compile-bytecode", "--python", str(found), *wanted)
        (place / "made").touch()
    return found


def _uv(folder: Path, *words: str) -> str:
    """Run uv and return what it prints; this process's own environment is none of its business."""
    outside = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    command = ["uv", *words, "--quiet"]
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=outside, cwd=folder
    ).stdout


def autograder(source: Notebook) -> bytes:
    """Make the zip that `otter run` takes.

    Raises:
        Unsuitable: A test cell is none of the kind that can be translated.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"show_hidden": True}))
        for cell in source.cells:
            if cell.role is Role.TEST:
                archive.writestr(f"tests/{cell.id}.py", test_file(cell))
    return data.getvalue()


def test_file(cell: Cell) -> str:
    """Translate a test cell.

    Raises:
        Unsuitable: It is none of the kind that can be translated.
    """
    tree = ast.parse(cell.source)
    plan = outline(cell.source)
    if not plan.runs_checks:
        raise Unsuitable(f"{cell.id} does not end with check.run()")
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    source = "\n".join(cell.source.split("\n")[: tree.body[-1].lineno - 1])
    cases = [
        (test, places, points)
        for test in plan.tests
        for places, points in _cases(cell, functions[test.name], test)
    ]
    return FILE.format(name=cell.id, source=source) + "".join(
        CASE.format(
            name=f"{test.name} {places}" if places else test.name,
            points=points,
            hidden=test.hidden,
            number=number,
            test=test.name,
            cases=places,
        )
        for number, (test, places, points) in enumerate(cases)
    )


def _cases(
    cell: Cell, function: ast.FunctionDef, test: TestFunction
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield, for each case of a test, which value of each `parametrize` it takes, and its points."""
    given, counts = set(), []
    # Marks are applied from below.
    for mark in reversed(function.decorator_list):
        match mark:
            case ast.Call(func=func, args=[ast.Constant(value=str(names)), ast.List(elts=values)]) if (
                ast.unparse(func) == "pytest.mark.parametrize"
            ):
                given |= {name.strip() for name in names.split(",")}
                counts.append(len(values))
            case ast.Call(func=func, args=[ast.Tuple(elts=names), ast.List(elts=values)]) if (
                ast.unparse(func) == "pytest.mark.parametrize"
            ):
                given |= {ast.literal_eval(name) for name in names}
                counts.append(len(values))
            case ast.Call(func=func) if ast.unparse(func) == "pytest.mark.points":
                pass
            case _:
                raise Unsuitable(f"{cell.id}: {test.name} has the decorator {ast.unparse(mark)}")
    fixtures = {argument.arg for argument in function.args.args} - given
    if fixtures:
        raise Unsuitable(f"{cell.id}: {test.name} uses the fixture {min(fixtures)}")
    every = list(itertools.product(*map(range, counts)))
    for places in every:
        yield places, test.points / len(every)


def submission(source: Notebook, data: bytes, assignment: str) -> bytes:
    """Make what a student would have handed in to Otter.

    Raises:
        NotebookError: `data` is no submission of this assignment.
    """
    merged = merge(source, Notebook.loads(data, source.name), assignment=assignment).notebook
    new = nbformat.v4
    cells = [new.new_code_cell("import otter\ngrader = otter.Notebook()")]  # type: ignore[no-untyped-call]
    for cell in merged.cells:
        if cell.kind == "code":
            text = f'grader.check("{cell.id}")' if cell.role is Role.TEST else cell.source
            cells.append(new.new_code_cell(text))  # type: ignore[no-untyped-call]
        else:
            cells.append(new.new_markdown_cell(cell.source))  # type: ignore[no-untyped-call]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nb = new.new_notebook(cells=cells, metadata=kernel)  # type: ignore[no-untyped-call]
    return nbformat.writes(nb).encode()  # type: ignore[no-untyped-call,no-any-return]


def marks(results: Path) -> dict[str, float]:
    """Read what `otter run` wrote.

    Args:
        results: Its `results.json`.

    Returns:
        Points by test cell.
    """
    return {
        test["name"]: float(test["score"])
        for test in json.loads(results.read_text())["tests"]
        if "score" in test
    }
