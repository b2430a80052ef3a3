"""The bank: submissions whose mark is known, one file and one idea each, and the notebooks they become.

A file of `grader_tests/NN-topic/` starts with a docstring that says what must happen (`loses:`, `hint:`, `layer:`, `source:`) and
goes on in sections: `# %% <cell-id>` replaces a cell, `# %% new after <cell-id>` adds one of the student's own, and
`# %% notebook` is Python that alters `nb`, the nbformat node, on the trusted side. Everything that a file does not
replace holds the reference solution. Does not grade: `prove` does. `cli` and `gradlab.course.lint` may import it.
"""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from gradlab.course import Assignment, CourseError
from gradlab.course.reference import own, solved

KINDS = ("wrong", "right", "hostile")
EQUIVALENT = "equivalent.toml"
"""The file of a bank that lists mutants which no test can tell from the solution: `[[mutant]]` with cell, was, now, reason."""

EVERYTHING = "*"
"""Written in `loses:` for every test of the notebook, and `<cell>::*` for every test of a cell."""


class BankError(CourseError):
    """A file of the bank cannot be understood."""


@dataclass(frozen=True)
class Edit:
    """One section of a file."""

    target: str
    """The id of a cell; empty for a `notebook` section."""
    action: str
    """`replace`, `insert` (behind the target) or `notebook`."""
    source: str
    line: int
    """Where the section's first line of code stands in the file, from 1."""


@dataclass(frozen=True)
class Variant:
    """A submission whose mark is known."""

    name: str
    """The file's name without `.py`."""
    kind: str
    """`wrong`, `right` or `hostile`."""
    path: Path
    about: str
    """The idea, in one or a few sentences."""
    loses: frozenset[str] = frozenset()
    """Tests (`cell::test`) that must not be passed; `*` and `cell::*` stand for all of them (see `lost`)."""
    hint: str = ""
    """What the report must say; empty where nothing in particular."""
    layer: str = ""
    """Of an attack: what must stop it."""
    source: str = ""
    """Where the idea is from."""
    edits: tuple[Edit, ...] = field(default=(), repr=False)

    @property
    def cells(self) -> tuple[str, ...]:
        """The ids of the cells that the file replaces."""
        return tuple(edit.target for edit in self.edits if edit.action == "replace")

    def lost(self, tests: frozenset[str] | set[str]) -> frozenset[str]:
        """Name the tests that must be lost.

        Args:
            tests: Every test of the notebook, as `cell::test`.

        Returns:
            Those of `tests` that `loses` names, with `*` and `cell::*` written out.
        """
        if EVERYTHING in self.loses:
            return frozenset(tests)
        cells = {name.removesuffix("::*") for name in self.loses if name.endswith("::*")}
        return frozenset(test for test in tests if test in self.loses or test.split("::")[0] in cells)

    def notebook(self, source: NotebookNode) -> NotebookNode:
        """Make the submission: the release, solved by the reference, with this file's edits.

        Args:
            source: The source notebook; it is not changed.

        Returns:
            The notebook; `reference.saved` gives its bytes, as JupyterLab would save them.

        Raises:
            BankError: A section names a cell that is not there, or the `notebook` section fails.
        """
        nb = solved(source)
        for edit in self.edits:
            if edit.action == "notebook":
                _run(edit, nb, self.path)
                continue
            where = [i for i, cell in enumerate(nb.cells) if cell.get("id") == edit.target]
            if not where:
                raise BankError(
                    f"{self.path.name}:{edit.line}: there is no cell {edit.target}",
                    "name a cell of the source notebook",
                )
            if edit.action == "replace":
                nb.cells[where[0]].source = edit.source
            else:
                number = sum(1 for cell in nb.cells if cell.id.startswith("own-")) + 1
                cell = own(edit.source, f"own-{number}")
                nb.cells.insert(where[0] + _followers(nb, where[0]) + 1, cell)
        return nb


def variants(assignment: Assignment) -> list[Variant]:
    """Read an assignment's bank.

    Args:
        assignment: The assignment; a bank that does not exist is empty.

    Returns:
        The variants, by name.

    Raises:
        BankError: A file cannot be understood.
    """
    return [
        parse(path) for path in sorted(assignment.bank.glob("*.py")) if not path.name.startswith((".", "_"))
    ]


_SECTION = re.compile(r"^# %%[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"^(loses|hint|layer|source):[ \t]*", re.MULTILINE)


def parse(path: Path) -> Variant:
    """Read one file of the bank.

    Args:
        path: The file.

    Returns:
        The variant.

    Raises:
        BankError: The name, the docstring or a section is not as it must be.
    """
    kind, dash, why = path.stem.partition("-")
    if kind not in KINDS or not dash or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", why):
        raise BankError(
            f"{path.name}: the name does not say what must happen", f"call it {'-, '.join(KINDS)}-<why>.py"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BankError(f"{path.name}: cannot be read ({error})", "save it as UTF-8") from error
    text = text.replace("\r\n", "\n")
    pieces = _SECTION.split(text)
    about, fields = _head(pieces[0], path)
    edits, line = [], pieces[0].count("\n") + 2
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        # `split` leaves the newline that ends the title at the start of the body.
        code = body.removeprefix("\n")
        edits.append(_edit(title, code, line, path))
        line += body.count("\n")
    if not edits:
        raise BankError(f"{path.name}: has no section", "start one with `# %% <cell-id>`")
    names = re.split(r"[,\s]+", fields.get("loses", "").strip())
    return Variant(
        name=path.stem,
        kind=kind,
        path=path,
        about=about,
        loses=frozenset(name for name in names if name),
        hint=fields.get("hint", ""),
        layer=fields.get("layer", ""),
        source=fields.get("source", ""),
        edits=tuple(edits),
    )


def _head(text: str, path: Path) -> tuple[str, dict[str, str]]:
    """Take a docstring apart into the idea and its fields; a field goes on until the next one or an empty line."""
    try:
        tree = ast.parse(text)
        doc = ast.get_docstring(tree)
    except (SyntaxError, ValueError) as error:
        raise BankError(f"{path.name}: the head is not Python ({error})", "open with a docstring") from error
    if not doc:
        raise BankError(
            f"{path.name}: says nothing about itself",
            "open with a docstring: the idea, then loses:, hint:, source:",
        )
    if len(tree.body) > 1:
        raise BankError(f"{path.name}: has code before the first section", "put `# %% <cell-id>` above it")
    parts = _FIELD.split(doc)
    fields: dict[str, str] = {}
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        if name in fields:
            raise BankError(f"{path.name}: says {name}: twice", "keep one")
        fields[name] = " ".join(value.split("\n\n")[0].split())
    return " ".join(parts[0].split()), fields


def _edit(title: str, code: str, line: int, path: Path) -> Edit:
    where, line = line - 1, line + len(code) - len(code.lstrip("\n"))
    code = code.strip("\n")
    if title == "notebook":
        try:
            compile(code, path.name, "exec")
        except (SyntaxError, ValueError) as error:
            raise BankError(
                f"{path.name}:{line}: the notebook section is not Python ({error})", "mend it"
            ) from error
        return Edit("", "notebook", code, line)
    words = title.split()
    if len(words) == 1:
        return Edit(words[0], "replace", code, line)
    if words[:2] == ["new", "after"] and len(words) == 3:
        return Edit(words[2], "insert", code, line)
    raise BankError(
        f"{path.name}:{where}: cannot read the section `# %% {title}`",
        "write `# %% <cell-id>`, `# %% new after <cell-id>` or `# %% notebook`",
    )


def _followers(nb: NotebookNode, index: int) -> int:
    """Count the student's own cells behind a cell, so that several inserted behind it keep their order."""
    count = 0
    while index + count + 1 < len(nb.cells) and nb.cells[index + count + 1].get("id", "").startswith("own-"):
        count += 1
    return count


def _run(edit: Edit, nb: NotebookNode, path: Path) -> None:
    """Run a notebook section, at the line where it stands so that a traceback points into the file."""
    try:
        code = compile("\n" * (edit.line - 1) + edit.source, str(path), "exec")
        exec(code, {"nb": nb, "nbformat": nbformat, "copy": copy})
    except Exception as error:
        raise BankError(
            f"{path.name}:{edit.line}: the notebook section fails ({type(error).__name__}: {error})",
            "mend it; it may use nb, nbformat and copy",
        ) from error
