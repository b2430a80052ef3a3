"""A small course that every test of this room may spoil: one clean assignment with two exercises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Node = dict[str, Any]


def cell(kind: str, name: str, source: str, **nbgrader: Any) -> Node:
    """A cell of format 4.5, with nbgrader metadata where flags are given."""
    node: Node = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if kind == "code":
        node |= {"execution_count": None, "outputs": []}
    if nbgrader:
        flags = {"grade": False, "locked": False, "solution": False, "task": False}
        node["metadata"] = {"nbgrader": flags | {"grade_id": name, "schema_version": 3} | nbgrader}
    return node


TITLE = """# Loops

You will be able to write a loop that compiles once. You need the notebook on `jit`. This leaves out `while_loop`.
It takes 20 minutes. Source: the documentation of JAX on control flow."""

IMPORTS = """import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import pytest
from jax import lax

from gradlab import check"""

POWER = '''def power(x: jax.Array, n: int) -> jax.Array:
    """Multiply x by itself n times."""
    ### BEGIN SOLUTION
    return lax.fori_loop(0, n, lambda i, value: value * x, jnp.ones_like(x))
    ### END SOLUTION'''

POWER_CHECK = '''"""`power` multiplies n times, for any n."""


def test_two_cubed_is_eight():
    check.close(power(jnp.float32(2.0), 3), 8.0)


### BEGIN HIDDEN TESTS
@pytest.mark.points(2)
@pytest.mark.parametrize("n", [0, 1, 7])
def test_any_power(n):
    check.close(power(jnp.float32(1.5), n), 1.5**n)
### END HIDDEN TESTS

check.run()'''

HALVES = '''def halves(x: jax.Array, n: int) -> jax.Array:
    """Halve x n times and keep every value."""
    ### BEGIN SOLUTION
    return lax.scan(lambda value, _: (value / 2, value / 2), x, None, length=n)[1]
    ### END SOLUTION'''

HALVES_CHECK = '''"""`halves` returns each half."""


def test_two_halves_of_eight():
    check.close(halves(jnp.float32(8.0), 2), jnp.array([4.0, 2.0]))


### BEGIN HIDDEN TESTS
def test_four_halves():
    check.close(halves(jnp.float32(3.0), 4), 3.0 / 2.0 ** jnp.arange(1, 5))
### END HIDDEN TESTS

check.run()'''

BROKEN = '''def halves_broken(x: jax.Array, n: int) -> jax.Array:
    """Halve x n times, or so it seems."""
    return lax.scan(lambda value, _: (value / 2, value), x, None, length=n)[1]


halves_broken(jnp.float32(8.0), 2)'''


def example() -> Node:
    """The notebook `loops`, clean in the eyes of lint."""
    cells = [
        cell("markdown", "title", TITLE),
        cell("code", "imports", IMPORTS, locked=True),
        cell("markdown", "power-idea", "A loop whose bound is not known compiles once."),
        cell("code", "power-given", "START = 3.0", locked=True),
        cell(
            "code", "power-predict", "# Predict the value first.\nlax.fori_loop(0, 3, lambda i, v: v + i, 0)"
        ),
        cell("code", "power-example", "lax.fori_loop(0, 4, lambda i, v: 2 * v, START)"),
        cell(
            "markdown",
            "power-task",
            "### Exercise 1: `power`\n\nMultiply.\n\n```python\nvalue = 1\nfor i in range(n):\n    value *= x\n```",
            locked=True,
        ),
        cell("code", "power", POWER, solution=True),
        cell("code", "power-try", "power(jnp.float32(START), 2)"),
        cell("code", "power-check", POWER_CHECK, grade=True, locked=True, points=3),
        cell("markdown", "halves-idea", "A scan keeps what each step puts out."),
        cell("code", "halves-example", "lax.scan(lambda c, x: (c + x, c), 0.0, jnp.arange(3.0))"),
        cell(
            "markdown",
            "halves-task",
            "### Exercise 2: `halves` (repair, stretch)\n\nMend it.\n\n```python\nvalues.append(value / 2)\n```",
            locked=True,
        ),
        cell("code", "halves-broken", BROKEN),
        cell("code", "halves", HALVES, solution=True),
        cell("code", "halves-try", "halves(jnp.float32(1.0), 3)"),
        cell("code", "halves-check", HALVES_CHECK, grade=True, locked=True, points=2),
        cell("code", "halves-plot", 'plt.plot(halves(jnp.float32(1.0), 9), "o-");'),
        cell("markdown", "summary", "You wrote two loops. Both compile once. Next: random numbers."),
    ]
    kernelspec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernelspec, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


BANK = {
    "wrong-history-starts-at-x.py": '''"""The history holds the carry before the step.

loses: halves-check::test_two_halves_of_eight,
  halves-check::test_four_halves
hint: off by one
source: M91
"""
# %% halves
def halves(x, n):
    return lax.scan(lambda value, _: (value / 2, value), x, None, length=n)[1]
''',
    "wrong-cube-only.py": '''"""Knows the visible test only.

loses: power-check::test_any_power
hint: values
"""
# %% power
def power(x, n):
    return x * x * x
''',
    "right-python-operator.py": '''"""The operator does it."""
# %% power
def power(x, n):
    return x**n
''',
    "hostile-tagged.py": '''"""Every test cell is tagged to be skipped, and nothing is solved.

loses: power-check::*
"""
# %% new after power
print("100 %")
# %% new after power
print("really")
# %% power
raise NotImplementedError()
# %% notebook
for cell in nb.cells:
    cell.metadata["tags"] = ["skip-execution"]
nb.cells.append(copy.deepcopy(nb.cells[0]))
''',
}


def write(root: Path, name: str, notebook: Node) -> Path:
    """Write a source notebook into a course."""
    path = root / "source" / name / f"{name.split('-', 1)[1]}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return path


def course_in(folder: Path) -> Path:
    """Write a course with one clean assignment, `08-loops`, and its bank."""
    write(folder, "08-loops", example())
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "small"\n')
    bank = folder / "grader_tests" / "08-loops"
    bank.mkdir(parents=True)
    for name, text in BANK.items():
        (bank / name).write_text(text)
    return folder
