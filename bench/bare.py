"""The cells of a class in one bare process: the limit without isolation.

    python bench/bare.py COURSE ASSIGNMENT [PROGRAMS]

Grades `submitted/` of a course with nothing around it: one process with jax, no kernel, no sandbox, no transport, no gradebook.
Each submission is merged with the source as `gradlab grade` does it, and its cells run in one fresh namespace, one after the
other, test cells among them, in the process in which those before it ran: what jax has compiled or traced stays. Figures are
drawn, values are worded. Writes `bare.json` with the marks, and into PROGRAMS, a folder a student, what jax lowers. Any student
could forge a mark: this is a measure and no grader.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import linecache
import sys
from pathlib import Path
from typing import Any

import jax
import matplotlib.pyplot as plt

from gradlab.course import Course
from gradlab.notebook import Notebook, Role, merge

Marks = dict[str, float]
"""Points by test cell."""


def main() -> None:
    """Grade, and write the marks."""
    root, assignment = Path(sys.argv[1]), sys.argv[2]
    source = Course.find(root).assignment(assignment).notebook()
    marks: dict[str, Marks] = {}
    for path in sorted((root / "submitted").glob(f"*/{assignment}/*.ipynb")):
        submission, student = Notebook.loads(path.read_bytes(), source.name), path.parents[1].name
        if sys.argv[3:]:
            jax.config.update("jax_dump_ir_to", str(Path(sys.argv[3]) / student))  # type: ignore[no-untyped-call]
        marks[student] = graded(merge(source, submission, assignment=assignment).notebook)
    (root / "bare.json").write_text(json.dumps(marks))


def graded(notebook: Notebook) -> Marks:
    """Run a merged notebook and score it as nbgrader does.

    Returns:
        Each test cell's points: none after an error, the cell's value where that is a float, else all of them.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    plt.show = shown
    marks: Marks = {}
    for cell in notebook.cells:
        if cell.kind != "code":
            continue
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                value = run(cell.source, f"<{cell.id}>", namespace)
                repr(value)
                earned = min(float(value), cell.points) if isinstance(value, float) else cell.points
            except Exception:
                earned = 0.0
        if cell.role is Role.TEST:
            marks[cell.id] = earned
    plt.close("all")
    # What a notebook may have switched on.
    jax.config.update("jax_enable_x64", False)  # type: ignore[no-untyped-call]
    return marks


def run(source: str, name: str, namespace: dict[str, Any]) -> object:
    """Run a cell.

    Args:
        source: Its code.
        name: Its file's name, under which `check` finds its source.
        namespace: Its globals.

    Returns:
        The value of its last line, if that is an expression.

    Raises:
        Exception: Whatever the cell raises.
    """
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, name, "exec"), namespace)
    if not isinstance(last, ast.Expr):
        return None
    value: object = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    return value


def shown(*args: object, **options: object) -> None:
    """Draw every open figure, as a kernel's inline figures are drawn, and forget it."""
    for number in plt.get_fignums():
        plt.figure(number).savefig(io.BytesIO(), format="png")
    plt.close("all")


if __name__ == "__main__":
    main()
