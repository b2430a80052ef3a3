"""Lint rules on the plan of a notebook: which cells there are, in which order, playing which part. Imported by `lint` alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from gradlab.course.finding import ORDER, Draft, Finding, part_of
from gradlab.notebook import Cell, Role

PARTS = {
    "title": Role.PROSE,
    "imports": Role.GIVEN,
    "progress": Role.FREE,
    "summary": Role.PROSE,
    "idea": Role.PROSE,
    "note": Role.PROSE,
    "given": Role.GIVEN,
    "predict": Role.FREE,
    "example": Role.FREE,
    "task": Role.TASK,
    "broken": Role.FREE,
    "": Role.SOLUTION,
    "try": Role.FREE,
    "check": Role.TEST,
    "plot": Role.FREE,
}
"""The role that a cell must have, by the part that its id says it is."""

REQUIRED = ("idea", "example", "task", "", "try", "check")

WITHOUT_PLOT = ("01-how-checking-works",)
"""Assignments that draw nothing: in the first one the report of a check is what there is to look at."""

_HEADING = re.compile(r"### Exercise (\d+): `?([A-Za-z_]\w*)`?(?: \(([a-z, ]+)\))?")


def kebab(name: str) -> str:
    """Write a Python name as a cell id: `power_scan` → `power-scan`."""
    return name.strip("_").lower().replace("_", "-")


def frame_stands(draft: Draft) -> Iterator[Finding]:
    """Rule `order`, for the notebook: title, imports, what is given to all, exercises one after the other, progress, summary."""
    names = [cell.id for cell in draft.notebook.cells]
    for name, place, where in (
        ("title", 0, "first one"),
        ("imports", 1, "second one"),
        ("progress", -2, "last but one"),
        ("summary", -1, "last one"),
    ):
        if name not in names and name != "progress":
            yield draft.found("order", name, "the cell is missing", f"make it the {where}")
        elif name in names and names[place % len(names)] != name:
            yield draft.found("order", name, f"the cell is not the {where}", "move it there")
    closed: set[str] = set()
    owners = [part_of(name)[0] for name in names]
    for name, (before, here) in zip(names[1:], pairwise(owners), strict=True):
        if here != before:
            closed.add(before)
            if here in closed and here:
                yield draft.found(
                    "order", name, f"the cell stands apart from exercise {here}", "move it to its exercise"
                )
        if not here and before and name not in ("progress", "summary"):
            yield draft.found("order", name, "the cell stands among the exercises", "move it behind imports")


def exercises_are_complete(draft: Draft) -> Iterator[Finding]:
    """Rule `exercise`: every exercise has its cells, each once and in their order; `order` where one is misplaced."""
    for exercise in draft.exercises:
        cells = [cell for cell in draft.notebook.cells if part_of(cell.id)[0] == exercise]
        parts = [part_of(cell.id)[1] for cell in cells]
        names = [exercise + ("-" + part if part else "") for part in REQUIRED]
        for part, name in zip(REQUIRED, names, strict=True):
            if part not in parts:
                yield draft.found(
                    "exercise", name, "the cell is missing", f"an exercise has {', '.join(names)}"
                )
        if parts[0] != "idea":
            yield draft.found(
                "order", cells[0], "the exercise does not start with its idea", f"start with {exercise}-idea"
            )
        ranks = [
            (rank, cell)
            for cell, part in zip(cells, parts, strict=True)
            if (rank := _rank(part, parts)) is not None
        ]
        for (before, first), (here, second) in pairwise(ranks):
            if here < before:
                yield draft.found(
                    "order", second, f"the cell stands behind {first.id}", f"the order is {_order(exercise)}"
                )


def _rank(part: str, parts: list[str]) -> float | None:
    """Place a part within its exercise; `None` where it may stand anywhere."""
    if part == "note":
        return None
    if part == "predict":
        # Before the example or behind it.
        return (
            ORDER.index("example") - 0.5
            if _before(parts, "predict", "example")
            else ORDER.index("example") + 0.5
        )
    if part == "plot" and _before(parts, "plot", "check"):
        return ORDER.index("try") + 0.5
    return float(ORDER.index(part))


def _before(parts: list[str], one: str, other: str) -> bool:
    return other in parts and parts.index(one) < parts.index(other)


def _order(exercise: str) -> str:
    return ", ".join(exercise + ("-" + part if part else "") for part in ORDER)


def cells_play_their_parts(draft: Draft) -> Iterator[Finding]:
    """Rule `role`: a cell's nbgrader flags are those of the part that its id says it is."""
    for cell in draft.notebook.cells:
        owner, part = part_of(cell.id)
        expected = PARTS.get(part if owner else part.split("-")[0])
        if expected is not None and cell.role is not expected:
            yield draft.found(
                "role",
                cell,
                f"the cell is a {cell.role} cell",
                f"by its id it must be a {expected} cell: change one of the two",
            )


def tasks_are_headed(draft: Draft) -> Iterator[Finding]:
    """Rules `heading` and `specification`, and by the headings `repair` and `stretch`."""
    marks: dict[str, set[str]] = {}
    tasks = [cell for cell in draft.notebook.cells if part_of(cell.id)[1] == "task" and part_of(cell.id)[0]]
    for number, cell in enumerate(tasks, start=1):
        exercise = part_of(cell.id)[0]
        heading = _HEADING.fullmatch(cell.source.split("\n")[0].rstrip())
        name = exercise.replace("-", "_")
        if heading is None or int(heading[1]) != number or kebab(heading[2]) != exercise:
            yield draft.found(
                "heading",
                cell,
                "the first line is not the exercise's heading",
                f"start with `### Exercise {number}: {name}`",
            )
        marks[exercise] = (
            {mark.strip() for mark in heading[3].split(",")} if heading and heading[3] else set()
        )
        if unknown := sorted(marks[exercise] - {"repair", "stretch"}):
            yield draft.found(
                "heading", cell, f"the heading is marked ({', '.join(unknown)})", "mark repair or stretch"
            )
        if "```python" not in cell.source:
            yield draft.found(
                "specification",
                cell,
                "the task has no specification in slow Python",
                "state it in a ```python block",
            )
    yield from _repair(draft, [exercise for exercise, marked in marks.items() if "repair" in marked])
    stretches = [exercise for exercise, marked in marks.items() if "stretch" in marked]
    if marks and stretches != [list(marks)[-1]]:
        yield draft.found(
            "stretch",
            "",
            f"stretch exercises: {', '.join(stretches) or 'none'}",
            "mark the last exercise, and only it: (stretch)",
        )


def _repair(draft: Draft, repairs: list[str]) -> Iterator[Finding]:
    if len(repairs) != 1:
        yield draft.found(
            "repair",
            "",
            f"repair exercises: {', '.join(repairs) or 'none'}",
            "mark exactly one exercise: (repair)",
        )
    broken = [part_of(cell.id)[0] for cell in draft.notebook.cells if part_of(cell.id)[1] == "broken"]
    if broken != repairs:
        yield draft.found(
            "repair",
            "",
            f"nearly right code is given for {', '.join(broken) or 'no exercise'}",
            "the repair exercise, and only it, has a cell x-broken with the code to mend",
        )


def one_cell_predicts(draft: Draft) -> Iterator[Finding]:
    """Rule `predict`."""
    cells = [cell for cell in draft.notebook.cells if part_of(cell.id)[1] == "predict"]
    yield from _exactly_one(draft, "predict", cells, "make one cell x-predict")
    for cell in cells:
        if not cell.source.startswith("# Predict"):
            yield draft.found(
                "predict", cell, "the cell does not ask for a prediction", "start it with `# Predict …`"
            )


def one_cell_plots(draft: Draft) -> Iterator[Finding]:
    """Rule `plot`: matplotlib draws in one cell, which is called so; in none of an assignment in `WITHOUT_PLOT`."""
    cells = [
        cell
        for cell in draft.code
        if cell.id != "imports" and re.search(r"\bplt\b|\bmatplotlib\b", cell.source)
    ]
    if PurePath(draft.file).parent.name in WITHOUT_PLOT:
        for cell in cells:
            yield draft.found("plot", cell, "the cell draws, and this assignment has no plot", "leave it out")
        return
    yield from _exactly_one(draft, "plot", cells, "draw with plt in one cell x-plot")
    for cell in cells:
        if part_of(cell.id)[1] != "plot":
            yield draft.found("plot", cell, "the cell draws, but is not called so", "call it x-plot")


def _exactly_one(draft: Draft, rule: str, cells: list[Cell], fix: str) -> Iterator[Finding]:
    if len(cells) != 1:
        yield draft.found(rule, "", f"{rule} cells: {', '.join(cell.id for cell in cells) or 'none'}", fix)


RULES = (
    frame_stands,
    exercises_are_complete,
    cells_play_their_parts,
    tasks_are_headed,
    one_cell_predicts,
    one_cell_plots,
)
