"""What of a release notebook is more than its cells' text: outputs, counts, metadata beyond nbgrader's own release format.

An allow-list: whatever is not named here is a finding. `unpacking` and `leaks` import it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gradlab.course.reference import METADATA
from gradlab.notebook.platform import KEY

NBGRADER = frozenset(
    ("cell_type", "checksum", "grade", "grade_id", "locked", "points", "schema_version", "solution", "task")
)
"""What nbgrader's third version writes into a cell of a release."""
CELL = frozenset(("cell_type", "id", "metadata", "source"))
CODE = CELL | {"execution_count", "outputs"}
NOTEBOOK = frozenset(("cells", "metadata", "nbformat", "nbformat_minor"))
FORMAT = (
    NBGRADER
    | CODE
    | NOTEBOOK
    | METADATA.keys()
    | {"deletable", "editable", "nbgrader", "name", "language", "display_name"}
)
"""Keys of the format, which say nothing."""
VALUES = ("code", "markdown", "raw", *(text for entry in METADATA.values() for text in entry.values()))
"""Values that every notebook has."""

Found = tuple[str, str, str]
"""The cell, what is there, and how it reads."""


class Twice(ValueError):
    """A key stands twice in one object of JSON: what it said first is hidden from most readers."""


def read(text: str) -> dict[str, Any] | None:
    """Read a notebook.

    Args:
        text: The text of any file.

    Returns:
        The notebook; None if it is none.

    Raises:
        Twice: A key stands twice.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] != "{":
        return None
    try:
        content = json.loads(text.lstrip("\ufeff"), object_pairs_hook=_once)
    except Twice:
        raise
    except (ValueError, RecursionError):
        return None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return None
    return dict(content)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise Twice(", ".join(key for key, _ in pairs))
    return dict(pairs)


def is_notebook(text: str) -> bool:
    """Tell whether a text is a notebook that `read` reads."""
    try:
        return read(text) is not None
    except Twice:
        return False


def leaves(content: object) -> Iterator[str]:
    """Yield every value of JSON as text, and every key that is not of the notebook's format."""
    if isinstance(content, dict):
        yield from (str(key) for key in content if key not in FORMAT)
        for value in content.values():
            yield from leaves(value)
    elif isinstance(content, list):
        if content and all(isinstance(one, str) for one in content):
            yield "".join(content)  # the lines of one text, as notebooks keep them
        else:
            for value in content:
                yield from leaves(value)
    elif content is not None and not isinstance(content, bool):
        yield str(content)


def label(cell: Mapping[str, Any], index: int) -> str:
    """Return how to call a cell: its grade_id, its id, or its place."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return str(name or cell.get("id") or f"cell {index + 1}")


def texts(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of a notebook, with the cell in which it stands; empty for the notebook as a whole."""
    for index, cell in enumerate(notebook["cells"]):
        source = cell.get("source", "")
        yield label(cell, index), "".join(map(str, source)) if isinstance(source, list) else str(source)
        yield label(cell, index), "\n".join(leaves({key: cell[key] for key in cell if key != "source"}))
    yield "", "\n".join(leaves({key: notebook[key] for key in notebook if key != "cells"}))


def findings(notebook: Mapping[str, Any]) -> Iterator[Found]:
    """Yield what a release notebook must not have.

    Args:
        notebook: The notebook, as JSON.
    """
    for key in sorted(notebook.keys() - NOTEBOOK):
        yield "", "metadata", f"{key}: {_short(notebook[key])}"
    metadata = notebook.get("metadata")
    entries = metadata if isinstance(metadata, dict) else {"": metadata}
    for key, value in sorted(entries.items()):
        ours = key == KEY and isinstance(value, dict) and set(value) <= {"platform"}
        if not ours and value != METADATA.get(key):
            yield "", "metadata", f"{key}: {_short(value)}"
    for index, cell in enumerate(notebook["cells"]):
        yield from ((label(cell, index), what, how) for what, how in _of_cell(cell))


def _of_cell(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    code = cell.get("cell_type") == "code"
    if cell.get("outputs"):
        yield "output", _short(cell["outputs"])
    if cell.get("execution_count") is not None:
        yield "execution count", _short(cell["execution_count"])
    for key in sorted(cell.keys() - (CODE if code else CELL)):
        yield "metadata", f"{key}: {_short(cell[key])}"
    metadata = cell.get("metadata")
    entries = metadata if isinstance(metadata, dict) else {"": metadata}
    for key, value in sorted(entries.items()):
        if key == "nbgrader" and isinstance(value, dict):
            for name in sorted(value.keys() - NBGRADER):
                yield "metadata", f"nbgrader.{name}: {_short(value[name])}"
        elif not (key in ("deletable", "editable") and isinstance(value, bool)):
            yield "metadata", f"{key}: {_short(value)}"


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)[:200]
