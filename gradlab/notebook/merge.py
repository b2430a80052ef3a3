"""Rebuild the notebook that is graded from the source and a submission.

Order, tests, given code, tasks and points come from the source; answers, the student's own cells and what the student
made of the free cells come from the submission. Whatever else a submission claims is told as an *oddity*, a sentence
for the report: never fatal, never worth marks. Runs nothing. Imported through `gradlab.notebook`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradlab.notebook.cell import Cell, Role, released
from gradlab.notebook.file import Notebook, NotebookError, printable
from gradlab.notebook.matching import Matching, plain

MAX_ODDITIES = 40
"""Sentences in a report; a notebook with more is told how many more."""

_TELLING = (Role.TEST, Role.SOLUTION, Role.MANUAL, Role.TASK)
"""Roles whose cells belong to one assignment only; `imports` and `title` stand in all of them."""


@dataclass(frozen=True)
class Merged:
    """What is graded, and what was strange about the submission."""

    notebook: Notebook
    """The source's cells in the source's order, answered by the student; ids are unique."""
    oddities: tuple[str, ...]
    """Sentences that name the cell and say what was done about it; no text of the submission stands in them unescaped."""


def merge(source: Notebook, submission: Notebook, *, assignment: str = "") -> Merged:
    """Rebuild the notebook that is graded.

    Args:
        source: The assignment, with its hidden tests.
        submission: What a student handed in.
        assignment: The assignment's name, for the message that this is another one's notebook.

    Returns:
        The merged notebook, named like the source, and the oddities of the submission.

    Raises:
        NotebookError: The submission holds no cell that belongs to this assignment alone.
    """
    matching = Matching(source, submission)
    telling = [cell for cell in source.cells if cell.role in _TELLING] or list(source.cells)
    if telling and not any(cell.id in matching.of_source for cell in telling):
        raise NotebookError(
            f"this is not the notebook of {assignment or source.name}: it has none of its exercises",
            f"hand in the {source.name}.ipynb that was released for it",
        )
    extras = _extras(source, submission, matching)
    cells = list(extras.get("", ()))
    for cell in source.cells:
        index = matching.of_source.get(cell.id)
        answered = _answered(cell, None if index is None else submission.cells[index])
        if answered is not None:
            cells.append(answered)
        cells += extras.get(cell.id, ())
    oddities = list(_oddities(source, submission, matching))
    if len(oddities) > MAX_ODDITIES:
        oddities[MAX_ODDITIES:] = [f"and {len(oddities) - MAX_ODDITIES} more of this kind"]
    return Merged(Notebook(source.name, tuple(cells), source.language), tuple(oddities))


def _answered(cell: Cell, theirs: Cell | None) -> Cell | None:
    """Fill a cell of the source with the student's text where the text is theirs to write."""
    if cell.locked:
        return cell
    if not cell.labelled:
        # The student may change these in every way, or throw them away.
        return theirs and replace(
            cell, kind=theirs.kind, source=theirs.source, tags=theirs.tags, role=_own(theirs)
        )
    # A missing answer is the stub, which a check reports as not attempted: never the source's solution.
    return replace(cell, source=released(cell) if theirs is None else theirs.source)


def _own(cell: Cell) -> Role:
    return Role.FREE if cell.kind == "code" else Role.PROSE


def _extras(source: Notebook, submission: Notebook, matching: Matching) -> dict[str, list[Cell]]:
    """Gather the cells that stand for none of the source's, by the source cell that they follow (`""`: none).

    A labelled copy of a locked cell is left out: JupyterLab makes it when a cell is pasted, and it adds nothing. One
    that says something else may hold code that the answers use.
    """
    anchors = {index: cell_id for cell_id, index in matching.of_source.items()}
    locked = {
        text for cell in source.cells if cell.locked for text in (plain(cell.source), plain(released(cell)))
    }
    names = (f"own-{number}" for number in range(1, 2**62))
    taken = {cell.id for cell in source.cells}
    extras: dict[str, list[Cell]] = {}
    anchor = ""
    for index, cell in enumerate(submission.cells):
        if index in anchors:
            anchor = anchors[index]
        elif plain(cell.source) and not (cell.labelled and plain(cell.source) in locked):
            name = next(name for name in names if name not in taken)
            extra = Cell(name, cell.kind, cell.source, _own(cell), tags=cell.tags, cell_id=name)
            extras.setdefault(anchor, []).append(extra)
    return extras


def _oddities(source: Notebook, submission: Notebook, matching: Matching) -> Iterator[str]:
    if submission.language != source.language:
        yield f"the notebook says that it is written in {submission.language}: it was read as {source.language}"
    for cell in source.cells:
        if cell.labelled:
            index = matching.of_source.get(cell.id)
            if index is None:
                use = "the original" if cell.locked else "the unsolved original"
                yield f"cell `{cell.id}` is missing: {use} was used"
            else:
                copies = len(matching.labelled.get(cell.id, ()))
                yield from _differences(cell, submission.cells[index], matching.how[cell.id], copies)
    yield from _disorder(source, matching)
    known = {cell.id for cell in source.cells}
    for label in matching.labelled:
        if label not in known:
            yield f"cell `{printable(label)}` is labelled for nbgrader, but not in the assignment: it was run as your own"


def _differences(cell: Cell, theirs: Cell, how: str, copies: int) -> Iterator[str]:
    """Tell what a submission changed in one labelled cell, besides the answer."""
    name = f"cell `{cell.id}`"
    if copies > 1:
        rest = (
            "the copies were left out or run as your own"
            if cell.locked
            else "the others were run as your own"
        )
        taken = "the original" if cell.locked else "one of them is the answer,"
        yield f"{name} is there {copies} times: {taken} {'was used, ' if cell.locked else ''}{rest}"
    if how == "label":
        if theirs.role is not cell.role and theirs.kind == cell.kind:
            yield f"{name} was turned into a {theirs.role} cell: it is a {cell.role} cell as in the assignment"
        if (
            cell.role in (Role.TEST, Role.MANUAL)
            and theirs.role is cell.role
            and theirs.points != cell.points
        ):
            yield f"{name} says that it is worth {theirs.points:g}: it is worth {cell.points:g}"
    elif theirs.labelled:
        yield f"{name} is labelled as `{printable(theirs.id)}`: it was found by its {how}"
    else:
        yield f"{name} has lost its label: it was found by its {how}"
    if theirs.kind != cell.kind:
        yield f"{name} was turned into a {theirs.kind} cell: it was read as {cell.kind}"
    if (
        cell.locked
        and not _generated(cell)
        and plain(theirs.source)
        not in (
            plain(cell.source),
            plain(released(cell)),
        )
    ):
        yield f"{name} is locked and was changed: the original was used"
    for tag in sorted(set(theirs.tags) & {"skip-execution", "raises-exception"} - set(cell.tags)):
        yield f"{name} is tagged `{tag}`: the tag was ignored"


def _generated(cell: Cell) -> bool:
    """Whether nbgrader writes part of the cell's text when it makes the release, so that no two texts compare."""
    return any("AUTOTEST" in line and line.lstrip().startswith("#") for line in cell.source.split("\n"))


def _disorder(source: Notebook, matching: Matching) -> Iterator[str]:
    last, last_index = "", -1
    for cell in source.cells:
        index = matching.of_source.get(cell.id)
        if index is None or not cell.labelled:
            continue
        if index < last_index:
            yield f"cell `{cell.id}` stands before `{last}`: it was put back behind it"
        else:
            last, last_index = cell.id, index
