"""The notebook that is written to autograded/: the merged cells, what they showed, and the marks in nbgrader's form.

nbgrader scores a test cell by its outputs: nothing or anything that is no number is full marks, any stderr is none. So a judged
cell carries a report on stdout and one `execute_result`, a plain float. Decides no mark. The rest of the room imports it.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import nbformat
from nbformat import NotebookNode

from gradlab.grade.gradebook.feedback import NOTICE, cell_text, clean, kept, notice
from gradlab.grade.gradebook.source import Source
from gradlab.grade.report import CellMark, Graded, Output
from gradlab.notebook import Cell, Notebook, Role, released, visible

_v4: Any = nbformat.v4
"""Its functions are untyped."""

_VALID_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""What nbformat 4.5 allows as a cell's id."""


def unanswered(source: Notebook) -> Notebook:
    """Return the notebook as it is released, for a submission that cannot be read.

    Args:
        source: The instructor's notebook.

    Returns:
        Its cells without solutions. Test cells are whole: nbgrader stores them like this in autograded/.
    """
    cells = (cell if cell.locked else replace(cell, source=released(cell)) for cell in source.cells)
    return Notebook(source.name, tuple(cells), source.language)


def rebuilt(source: Source, merged: Notebook, submission: bytes) -> NotebookNode:
    """Write the merged notebook as a file.

    Args:
        source: The instructor's notebook: metadata of cells and notebook come from it.
        merged: The cells that were graded.
        submission: The student's file, for the pictures that are attached to its text.

    Returns:
        A notebook of format 4.5 without outputs.
    """
    originals = source.nodes()
    attachments = _attachments(submission)
    node: NotebookNode = _v4.new_notebook(metadata=copy.deepcopy(source.node.metadata))
    for cell in merged.cells:
        node.cells.append(_node(cell, originals.get(cell.id), attachments))
    return node


def show(node: NotebookNode, graded: Graded) -> None:
    """Put outputs and marks into a rebuilt notebook.

    Args:
        node: What `rebuilt` gave, after nbgrader's sanitising steps; changed in place.
        graded: The verdict and what the student's cells showed.

    Raises:
        ValueError: The report has no mark for a test cell of the notebook.
    """
    report = graded.report
    marks = {mark.grade_id: mark for mark in report.cells if not mark.manual}
    shown = {node_id(output.cell): output for output in graded.transcript.outputs}
    count = 0
    for cell in node.cells:
        if cell.cell_type != "code":
            continue
        count += 1
        nbgrader = cell.metadata.get("nbgrader", {})
        cell.execution_count = count
        if nbgrader.get("grade") and not nbgrader.get("solution"):
            grade_id = nbgrader["grade_id"]
            if grade_id not in marks:
                raise ValueError(f"the report has no mark for cell `{grade_id}`")
            cell.outputs = list(_mark_outputs(marks[grade_id], float(nbgrader["points"]), count))
        else:
            cell.outputs = list(_student_outputs(shown.get(cell.id)))
    text = notice(report)
    if text:
        node.cells.insert(0, _v4.new_markdown_cell(text, id=NOTICE))
    node.metadata["gradlab"] = {"digest": report.digest, "sandbox": report.sandbox, "marks": kept(report)}


def node_id(cell_id: str) -> str:
    """Return the id in the file of the cell that the judge knows by `cell_id`."""
    if _VALID_ID.fullmatch(cell_id):
        return cell_id
    return f"cell-{hashlib.sha256(cell_id.encode()).hexdigest()[:16]}"


def _node(cell: Cell, original: NotebookNode | None, attachments: dict[str, Any]) -> NotebookNode:
    if cell.kind == "raw" and (original is None or original.source != cell.source):
        # nbgrader's pages show raw cells as HTML; as a block of text nothing in it can run.
        cell = replace(
            cell, kind="markdown", source="\n".join("    " + line for line in cell.source.split("\n"))
        )
    make = {"code": _v4.new_code_cell, "markdown": _v4.new_markdown_cell}.get(cell.kind, _v4.new_raw_cell)
    theirs = original is None or original.source != cell.source
    node: NotebookNode = make(visible(cell.source) if theirs else cell.source, id=node_id(cell.id))
    if original is not None and original.cell_type == cell.kind:
        node.metadata = copy.deepcopy(original.metadata)
        if "attachments" in original:
            node.attachments = copy.deepcopy(original.attachments)
    if (
        cell.role not in (Role.GIVEN, Role.TASK, Role.TEST)
        and cell.kind != "code"
        and cell.source in attachments
    ):
        node.attachments = attachments[cell.source]
    return node


def _attachments(submission: bytes) -> dict[str, Any]:
    """Return the pictures of a submission's text cells, by the text."""
    if b'"attachments"' not in submission:
        return {}
    try:
        cells = json.loads(submission.decode("utf-8-sig"))["cells"]
    except (ValueError, KeyError, TypeError):
        return {}
    found = {}
    for cell in cells:
        if isinstance(cell, dict) and isinstance(cell.get("attachments"), dict):
            text = cell.get("source", "")
            pictures = {
                str(name): {kind: data for kind, data in picture.items() if _is_picture(kind, data)}
                for name, picture in cell["attachments"].items()
                if isinstance(picture, dict)
            }
            found["".join(map(str, text)) if isinstance(text, list) else str(text)] = pictures
    return found


def _is_picture(kind: object, data: object) -> bool:
    return kind in ("image/png", "image/jpeg", "image/gif") and isinstance(data, str)


def _mark_outputs(mark: CellMark, points: float, count: int) -> Iterable[NotebookNode]:
    if not 0 <= mark.earned <= points:
        raise ValueError(f"cell `{mark.grade_id}` earned {mark.earned:g} of {points:g} points")
    yield _v4.new_output("stream", name="stdout", text=cell_text(mark))
    yield _v4.new_output(
        "execute_result", data={"text/plain": repr(float(mark.earned))}, execution_count=count
    )


def _student_outputs(output: Output | None) -> Iterable[NotebookNode]:
    if output is None:
        return
    if output.text:
        yield _v4.new_output("stream", name="stdout", text=clean(output.text))
    for image in output.images:
        yield _v4.new_output("display_data", data={"image/png": base64.b64encode(image).decode()})
    if output.left_out:
        yield _v4.new_output("stream", name="stdout", text=clean(output.left_out) + "\n")
    if output.error:
        name, _, value = clean(output.error).partition(":")
        yield _v4.new_output(
            "error", ename=name.strip(), evalue=value.strip(), traceback=[clean(output.error)]
        )
