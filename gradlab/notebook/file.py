"""Read a notebook file, whatever it holds.

A submission is a file that somebody sent: every way in which it can be no notebook ends in one `NotebookError` that
says what is wrong and what to do; what is harmless (line ends, a byte order mark, no cell ids, no kernelspec, text as
a list of lines, strange metadata) is read. Does not validate against the schema of nbformat, which refuses notebooks
that every tool opens. Does not write. Anyone may import it through `gradlab.notebook`.
"""

from __future__ import annotations

import json
import os
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from gradlab.notebook.cell import Cell, Role, points_of, role_of
from gradlab.notebook.platform import platform_of

MAX_MEGABYTES = 20
"""A notebook with every figure of the course is below 2 MB; above this cap somebody printed in a loop."""

MAX_CELLS = 2_000
"""A notebook of the course has at most 50 cells; more than this is no work by hand, and slows every later step."""

AGAIN = "ask for the notebook to be saved in JupyterLab and handed in again"


class NotebookError(Exception):
    """A file is not a notebook that can be graded.

    Attributes:
        what: What is wrong, one line.
        fix: What to do about it, one line.
    """

    def __init__(self, what: str, fix: str) -> None:
        self.what = printable(what, limit=400)
        self.fix = printable(fix, limit=400)
        super().__init__(f"{self.what}; {self.fix}")


@dataclass(frozen=True)
class Notebook:
    """The cells of a notebook, in their order."""

    name: str
    """The file's name without `.ipynb`: nbgrader's notebook id."""
    cells: tuple[Cell, ...]
    language: str = "python"
    """The language the file says it is in, in lower case; `python` where it says nothing."""
    platform: str = ""
    """Where it asks to be judged, one of `PLATFORMS` if it is right; empty where it may be judged anywhere."""

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Read a notebook from a file.

        A link is not followed and a pipe or device not opened: a submitted folder may hold either.

        Args:
            path: The file.

        Returns:
            The notebook, named like the file.

        Raises:
            NotebookError: There is no such file, it cannot be read, or it is no notebook.
        """
        return cls.loads(_bytes_of(Path(path)), Path(path).stem)

    @classmethod
    def loads(cls, data: bytes, name: str) -> Self:
        """Read a notebook from the bytes of a file.

        Args:
            data: What the file holds.
            name: The notebook's name.

        Returns:
            The notebook.

        Raises:
            NotebookError: The bytes are no notebook of format 4.
        """
        content = _notebook_in(_json_in(_text_in(data)))
        cells = content["cells"]
        assert isinstance(cells, list)
        if len(cells) > MAX_CELLS:
            raise NotebookError(
                f"the notebook has {len(cells):,} cells, more than the {MAX_CELLS:,} that are read",
                "remove the cells that are not needed",
            )
        read = [_cell(cell, index) for index, cell in enumerate(cells) if isinstance(cell, dict)]
        metadata = _mapping(content.get("metadata"))
        return cls(name, _apart(read), _language(metadata), printable(platform_of(metadata), limit=30))

    def by_id(self) -> dict[str, Cell]:
        """Map each id to its cell; of several with one id, the first."""
        cells: dict[str, Cell] = {}
        for cell in self.cells:
            cells.setdefault(cell.id, cell)
        return cells


def printable(text: str, *, limit: int = 80) -> str:
    """Make text from a file safe to show on one line: no control characters, no escape codes, not too long.

    Args:
        text: Any text.
        limit: The most characters to show.

    Returns:
        The text, with what cannot be printed written as an escape and the rest after `limit` as an ellipsis.
    """
    shown = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def visible(text: str) -> str:
    """Make text of several lines show all that is in it: what nobody sees, or what steers a terminal, is written as an escape.

    Args:
        text: Any text.

    Returns:
        The text; line breaks, tabs, and spaces of any width stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c
        if c in "\n\t" or c.isprintable() or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


def _bytes_of(path: Path) -> bytes:
    """Read a regular file of tolerable size."""
    try:
        # Not following links and not waiting for the writer of a pipe; neither flag changes how a file is read.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        if os.path.islink(path):
            raise _link() from error
        raise NotebookError("there is no such file", "check the path, or ask for the notebook") from error
    except PermissionError as error:
        raise NotebookError(
            "the file cannot be read", "allow it: chmod u+r on the file and u+rx on its folder"
        ) from error
    except (OSError, ValueError) as error:
        if os.path.islink(path):
            raise _link() from error
        reason = getattr(error, "strerror", None) or str(error)
        raise NotebookError(f"the file cannot be opened ({reason})", "check the path and the disk") from error
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise NotebookError("this is a folder, not a notebook", "hand in the .ipynb file itself")
        if not stat.S_ISREG(status.st_mode):
            raise NotebookError("this is a pipe or device, not a file", "remove it and " + AGAIN)
        if status.st_size > MAX_MEGABYTES * 1_000_000:
            raise _too_big(status.st_size)
        with open(descriptor, "rb", closefd=False) as file:
            # One byte more than allowed, in case the file is growing.
            return file.read(MAX_MEGABYTES * 1_000_000 + 1)
    except OSError as error:
        raise NotebookError(f"the file cannot be read ({error.strerror})", "check the disk") from error
    finally:
        os.close(descriptor)


def _link() -> NotebookError:
    return NotebookError(
        "this is a symbolic link, and links are not followed", "put the notebook itself in its place"
    )


def _too_big(size_bytes: int) -> NotebookError:
    return NotebookError(
        f"the file holds {size_bytes / 1e6:.0f} MB, more than the {MAX_MEGABYTES} MB that are read",
        "clear the outputs (Edit, Clear Outputs of All Cells), save, and hand it in again",
    )


def _text_in(data: bytes) -> str:
    """Decode a file: UTF-8 with or without a byte order mark, or UTF-16 and UTF-32 with one."""
    if len(data) > MAX_MEGABYTES * 1_000_000:
        raise _too_big(len(data))
    if not data.strip():
        raise NotebookError("the file is empty", AGAIN)
    for magic, kind in ((b"PK\x03\x04", "a zip archive"), (b"%PDF", "a PDF"), (b"\x89PNG", "a picture")):
        if data.startswith(magic):
            raise NotebookError(f"this is {kind}, not a notebook", "hand in the .ipynb file itself")
    try:
        return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotebookError(
            f"the file is not UTF-8 text (byte 0x{data[error.start]:02x} at {error.start:,}); it may be Latin-1",
            "convert it (iconv -f latin1 -t utf-8), or " + AGAIN,
        ) from error


def _json_in(text: str) -> object:
    try:
        content: object = json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "<":
            raise NotebookError(
                "this is an HTML page, not a notebook", "download the .ipynb file itself"
            ) from error
        raise NotebookError(
            f"the file is not JSON: {error.msg.lower()} in line {error.lineno}; it may be cut off", AGAIN
        ) from error
    except RecursionError as error:
        raise NotebookError("the file's JSON is nested too deeply for a notebook", AGAIN) from error
    except ValueError as error:  # Python refuses integers of more than 4,300 digits
        raise NotebookError("the file's JSON holds a number that is too long", AGAIN) from error
    return content


def _notebook_in(content: object) -> dict[str, object]:
    """Check that JSON is a notebook of format 4."""
    if not isinstance(content, dict) or not (
        "cells" in content or "worksheets" in content or "nbformat" in content
    ):
        raise NotebookError("the file is JSON, but not a notebook", "hand in the .ipynb file itself")
    version = content.get("nbformat", 4)
    if (isinstance(version, int) and version < 4) or "worksheets" in content:
        raise NotebookError(
            f"the notebook is in the old format {printable(str(version))}; format 4 is read",
            "convert it (jupyter nbconvert --to notebook --nbformat 4 FILE), or " + AGAIN,
        )
    if version != 4:
        raise NotebookError(f"the notebook is in format {printable(str(version))}; format 4 is read", AGAIN)
    if not isinstance(content.get("cells"), list):
        raise NotebookError("the notebook has no list of cells", AGAIN)
    return content


def _cell(cell: Mapping[str, object], index: int) -> Cell:
    metadata = _mapping(cell.get("metadata"))
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        kind = "raw"
    assert isinstance(kind, str)
    nbgrader = _mapping(metadata.get("nbgrader"))
    role, locked = role_of(kind, nbgrader)
    # Colab writes format 4.0 and keeps the cell id in the metadata.
    cell_id = _word(cell.get("id")) or _word(metadata.get("id"))
    name = "" if role in (Role.FREE, Role.PROSE) else _word(nbgrader.get("grade_id"))
    tags = metadata.get("tags")
    return Cell(
        id=name or cell_id or f"cell-{index + 1}",
        kind=kind,
        source=_lines(cell.get("source")),
        role=role,
        points=points_of(nbgrader.get("points")) if role in (Role.TEST, Role.MANUAL) else 0.0,
        tags=tuple(_word(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        cell_id=cell_id,
        locked=locked,
    )


def _apart(cells: list[Cell]) -> tuple[Cell, ...]:
    """Give free cells and prose ids of their own; a label that stands twice is `merge`'s business."""
    taken = {cell.id for cell in cells if cell.labelled}
    for index, cell in enumerate(cells):
        if not cell.labelled:
            names = (f"cell-{index + 1}{'-again' * repeat}" for repeat in range(len(cells) + 1))
            name = cell.id if cell.id not in taken else next(name for name in names if name not in taken)
            cells[index] = replace(cell, id=name)
            taken.add(name)
    return tuple(cells)


def _language(metadata: Mapping[str, object]) -> str:
    for key, entry in (("language_info", "name"), ("kernelspec", "language")):
        language = _mapping(metadata.get(key)).get(entry)
        if isinstance(language, str) and language.strip():
            return printable(language.strip().lower(), limit=30)
    return "python"


def _lines(source: object) -> str:
    """Join a cell's text, which a file may hold as one string or as a list of them."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    return _whole(source).replace("\r\n", "\n").replace("\r", "\n")


def _word(value: object) -> str:
    return _whole(value) if isinstance(value, str) else ""


def _whole(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and nothing can encode."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not text.isascii() else text


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
