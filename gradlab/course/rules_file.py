"""Lint rules on a notebook as a file: format, metadata, ids, outputs, limits. Imported by `lint` alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from gradlab.course.finding import Draft, Finding, visible
from gradlab.course.reference import METADATA
from gradlab.notebook import PLATFORMS, Role, printable
from gradlab.notebook.platform import KEY
from gradlab.testcell import hidden_lines

MAX_BYTES = 80_000
MAX_CELLS = 51
MAX_EXERCISES = 8
MAX_CODE_LINES = 300
MAX_CELL_LINES = 30
MAX_WORDS = 150

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def format_is_4_5(draft: Draft) -> Iterator[Finding]:
    """Rule `format`."""
    if draft.version != (4, 5):
        version = printable(".".join(map(str, draft.version)))
        yield draft.found(
            "format", "", f"the notebook is in format {version}", "save it in format 4.5, which has cell ids"
        )
    metadata = draft.metadata
    if isinstance(metadata, dict):
        metadata = {name: entry for name, entry in metadata.items() if name != KEY}
    if metadata != METADATA:
        yield draft.found(
            "format",
            "",
            "the notebook's metadata say more or less than which kernel it needs",
            f"set them to {METADATA}",
        )
    if not draft.data.endswith(b"\n") or b"\r" in draft.data:
        yield draft.found("format", "", "lines do not end in a newline", "write the file with nbformat.write")


def platform_exists(draft: Draft) -> Iterator[Finding]:
    """Rule `platform`: a notebook that asks for a platform asks for one that there is, and for nothing else."""
    entry = draft.metadata.get(KEY) if isinstance(draft.metadata, dict) else None
    if entry is None and not draft.notebook.platform:
        return
    if not isinstance(entry, dict) or set(entry) != {"platform"} or draft.notebook.platform not in PLATFORMS:
        yield draft.found(
            "platform",
            "",
            f"the notebook's metadata have {printable(json.dumps({KEY: entry}))}",
            f"say where it is judged, `{KEY}: {{platform: {' or '.join(PLATFORMS)}}}`, or leave it out",
        )


def cells_are_labelled(draft: Draft) -> Iterator[Finding]:
    """Rule `metadata`: nbgrader's flags and nothing else, spelled as nbgrader's third version wants them."""
    for cell, raw in draft.raw:
        metadata = raw.get("metadata")
        expected: dict[str, object] = {}
        if cell.labelled:
            graded = cell.role in (Role.TEST, Role.MANUAL)
            flags = {
                "grade": graded,
                "grade_id": cell.id,
                "locked": cell.locked,
                "schema_version": 3,
                "solution": not cell.locked,
                "task": False,
            }
            if graded:
                flags["points"] = int(cell.points) if cell.points == int(cell.points) else cell.points
            expected = {"nbgrader": flags}
        if metadata != expected:
            yield draft.found(
                "metadata",
                cell,
                "the metadata are not those of its role",
                f"set them to {expected}, or change the role",
            )
        if raw.get("attachments"):
            yield draft.found(
                "images", cell, "a file is attached", "compute the picture in a cell, or describe it"
            )


def ids_are_kebab_case(draft: Draft) -> Iterator[Finding]:
    """Rule `ids`."""
    for cell, raw in draft.raw:
        name = printable(cell.id)
        if not _ID.fullmatch(cell.id) or len(cell.id) > 64:
            yield draft.found(
                "ids", name, "the id is not in kebab-case", "use small letters, digits and single hyphens"
            )
        if raw.get("id") != cell.id:
            shown = printable(str(raw.get("id")))
            yield draft.found(
                "ids",
                name,
                f"the cell id {shown} is not the grade_id",
                "give the cell its grade_id as id, and an own one",
            )


def nothing_was_run(draft: Draft) -> Iterator[Finding]:
    """Rule `outputs`."""
    for cell, raw in draft.raw:
        if raw.get("outputs") or raw.get("execution_count") is not None:
            yield draft.found(
                "outputs", cell, "the cell has outputs or an execution count", "clear all outputs and save"
            )


def sizes_are_limited(draft: Draft) -> Iterator[Finding]:
    """Rule `limits`: one sitting of 60 to 90 minutes. Hidden tests count for themselves: no student reads them."""
    if len(draft.data) > MAX_BYTES:
        size = f"{len(draft.data):,} bytes"
        yield draft.found(
            "limits", "", f"the file has {size} of at most {MAX_BYTES:,}", "say less, or make two assignments"
        )
    if len(draft.notebook.cells) > MAX_CELLS:
        count = len(draft.notebook.cells)
        yield draft.found(
            "limits", "", f"there are {count} cells of at most {MAX_CELLS}", "merge or remove cells"
        )
    if len(draft.exercises) > MAX_EXERCISES:
        count = len(draft.exercises)
        yield draft.found(
            "limits",
            "",
            f"there are {count} exercises of at most {MAX_EXERCISES}",
            "move some to another notebook",
        )
    total = sum(_lines(visible(cell)) for cell in draft.code)
    if total > MAX_CODE_LINES:
        yield draft.found(
            "limits", "", f"there are {total} lines of code of at most {MAX_CODE_LINES}", "shorten the code"
        )
    for cell in draft.code:
        hidden = hidden_lines(cell.source)
        parts = {"lines": visible(cell)}
        if cell.role is Role.TEST:
            lines = enumerate(cell.source.split("\n"), start=1)
            parts["hidden lines"] = "\n".join(line for number, line in lines if number in hidden)
        for what, text in parts.items():
            if _lines(text) > MAX_CELL_LINES:
                count = _lines(text)
                yield draft.found(
                    "limits", cell, f"{count} {what} of at most {MAX_CELL_LINES}", "shorten or split the cell"
                )
    for cell in draft.text:
        text = re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)
        words = sum(1 for word in text.split() if re.search(r"\w", word))
        if words > MAX_WORDS:
            yield draft.found(
                "limits", cell, f"{words} words of at most {MAX_WORDS}", "one idea a cell: cut or split it"
            )


def _lines(source: str) -> int:
    return sum(1 for line in source.split("\n") if line.strip())


RULES = (
    format_is_4_5,
    platform_exists,
    cells_are_labelled,
    ids_are_kebab_case,
    nothing_was_run,
    sizes_are_limited,
)
