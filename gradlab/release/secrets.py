"""What the students' bundle must not hold, read from the sources, the bank and the judge.

**The rule.** A secret is what stands in a source notebook between `BEGIN` and `END` of `SOLUTION`, `HIDDEN TESTS` or
`MARK SCHEME`, or in a solution cell without these markers, and *nowhere in what students may see*: the rest of every source,
the check package, and the pages around them. Text is compared in the normal form of `normal`. So `return result` is a secret
unless some visible line of the course is `return result`: then it tells a student nothing, wherever it turns up. By this rule a
bundle that holds just what students may see has no finding, however short a line is; and every other line is found where it is a
line, even in a comment or a string. A line of 16 characters or more is found inside other text as well, also when it has been
broken into several.

From the same regions come the names of hidden tests and the numbers of three significant digits or more, also rounded to four or
more. Secret, too: every line of the bank, every line of the modules that students do not get, and the digests of source notebooks
and of their secret cells.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from gradlab.course import Assignment, Course
from gradlab.notebook import Cell, Role, released
from gradlab.release import house
from gradlab.release.cells import VALUES
from gradlab.release.normal import MIN_FRAGMENT, lines, numbers, roundings, squeezed
from gradlab.release.unpacking import parts

REGIONS = {"SOLUTION": "solution", "HIDDEN TESTS": "hidden test", "MARK SCHEME": "mark scheme"}
MARKERS = tuple(f"{edge}{region}" for region in REGIONS for edge in ("BEGIN ", "END "))
_TEST = re.compile(r"\btest_\w+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Secret:
    """One thing that students must not get."""

    kind: str
    """Such as `solution line`."""
    text: str
    """How it is spelled where it comes from."""
    origin: str
    """Where it comes from."""


@dataclass
class Secrets:
    """Everything that students must not get, by what it is compared with."""

    seen: str
    """What students may see, squeezed."""
    seen_lines: frozenset[str]
    seen_numbers: frozenset[float]
    seen_words: frozenset[str]
    lines: dict[str, Secret] = field(default_factory=dict)
    """By a line's normal form."""
    fragments: dict[str, Secret] = field(default_factory=dict)
    """By the squeezed text, to be found inside other text."""
    numbers: dict[float, Secret] = field(default_factory=dict)
    words: dict[str, Secret] = field(default_factory=dict)
    """Names of hidden tests, and digests."""

    @classmethod
    def of(cls, course: Course, around: Mapping[str, bytes]) -> Secrets:
        """Read the secrets of a course.

        Args:
            course: The course.
            around: The files of the bundle that are no notebooks.

        Raises:
            CourseError: A source notebook cannot be read.
        """
        sources = [
            (assignment, path.stem) for assignment in course.assignments for path in assignment.sources
        ]
        # What is visible is unwrapped as the bundle is, or a string of the check package would count as a secret line.
        seen = [part.text for path, data in around.items() for part in parts(path, data)]
        for assignment, name in sources:
            for cell in assignment.notebook(name).cells:
                seen += [part.text for part in parts(cell.id, released(cell).encode())]
                seen.append(cell.id)
        text = "\n".join((*seen, *VALUES))
        made = cls(
            squeezed(text),
            frozenset(lines(text)),
            frozenset(value for value, _ in numbers(text)),
            frozenset(_WORD.findall(text)),
        )
        for assignment, name in sources:
            made._add_notebook(assignment, name)
            made._add_bank(assignment)
        for path, code in house.guarded().items():
            for form, raw in _house_lines(path):
                if form not in made.seen_lines:
                    made.lines.setdefault(form, Secret("line of the grader", raw, path))
            made._add_docstring(code, path)
        return made

    def _add_notebook(self, assignment: Assignment, name: str) -> None:
        for cell in assignment.notebook(name).cells:
            origin = f"source/{assignment.name}/{name}.ipynb {cell.id}"
            for kind, text in secret_text(cell):
                self._add_lines(f"{kind} line", text, origin, inside=True)
                self._add_numbers(f"value of a {kind}", text, origin)
                if kind == "hidden test":
                    self._add_words("name of a hidden test", _TEST.findall(text), origin)
        path = assignment.root / "source" / assignment.name / f"{name}.ipynb"
        origin = path.relative_to(assignment.root).as_posix()
        data = path.read_bytes()
        hidden = [
            node for node in json.loads(data)["cells"] if any(marker in _source(node) for marker in MARKERS)
        ]
        digests = [*_digests(data), *(one for node in hidden for one in _digests(_source(node).encode()))]
        digests += [sum_ for node in hidden if (sum_ := _checksum(node))]
        self._add_words("digest of a source", digests, origin)

    def _add_bank(self, assignment: Assignment) -> None:
        for path in sorted(assignment.bank.glob("*.py")):
            origin = path.relative_to(assignment.root).as_posix()
            self._add_lines("line of the bank", path.read_text("utf-8", "replace"), origin)

    def _add_lines(self, kind: str, text: str, origin: str, *, inside: bool = False) -> None:
        for raw in text.split("\n"):
            for form in lines(raw):
                if form not in self.seen_lines:
                    self.lines.setdefault(form, Secret(kind, raw.strip(), origin))
                if inside and len(form) >= MIN_FRAGMENT and form not in self.seen:
                    self.fragments.setdefault(form, Secret(kind, raw.strip(), origin))

    def _add_docstring(self, code: str, path: str) -> None:
        """Add a module's first line, which stands as it is in what Python compiles of it."""
        said = code.partition("\n")[0].strip('"')
        first = squeezed(said)
        if len(first) >= MIN_FRAGMENT and first not in self.seen:
            self.fragments.setdefault(first, Secret("module of the grader", said, path))

    def _add_numbers(self, kind: str, text: str, origin: str) -> None:
        for value, spelled in numbers(text):
            if value not in self.seen_numbers:
                for one in {*roundings(value)} - self.seen_numbers:
                    self.numbers.setdefault(one, Secret(kind, spelled, origin))

    def _add_words(self, kind: str, words: Iterable[str], origin: str) -> None:
        for word in words:
            if word not in self.seen_words:
                self.words.setdefault(word, Secret(kind, word, origin))

    def found_in(self, text: str) -> Iterator[Secret]:
        """Yield the secrets that stand in a text, each once.

        Args:
            text: Any text.
        """
        told = set()
        candidates = [self.lines[form] for form in lines(text) if form in self.lines]
        tight = squeezed(text)
        candidates += [secret for fragment, secret in self.fragments.items() if fragment in tight]
        candidates += [self.words[word] for word in _WORD.findall(text) if word in self.words]
        candidates += [self.numbers[value] for value, _ in numbers(text) if value in self.numbers]
        for secret in candidates:
            if secret not in told:
                told.add(secret)
                yield secret


@cache
def _house_lines(path: str) -> tuple[tuple[str, str], ...]:
    """Return the lines of a module in their normal forms, and as they are."""
    code = house.guarded()[path]
    return tuple((form, raw.strip()) for raw in code.split("\n") for form in lines(raw))


def secret_text(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield what of a cell students do not see: the kind, and the text without its markers.

    Args:
        cell: A cell of a source notebook.
    """
    inside: dict[str, list[str]] = {}
    current = ""
    for line in cell.source.split("\n"):
        begun = next((region for region in REGIONS if f"BEGIN {region}" in line), "")
        if begun:
            current = begun
        elif current and f"END {current}" in line:
            current = ""
        elif current:
            inside.setdefault(current, []).append(line)
    answers = cell.role is Role.SOLUTION or (cell.role is Role.MANUAL and not cell.locked)
    if answers and "SOLUTION" not in inside:
        inside["SOLUTION"] = cell.source.split("\n")
    yield from ((REGIONS[region], "\n".join(found)) for region, found in inside.items())


def _source(node: Mapping[str, object]) -> str:
    text = node.get("source", "")
    return "".join(text) if isinstance(text, list) else str(text)


def _digests(data: bytes) -> Iterator[str]:
    for algorithm in ("md5", "sha1", "sha256"):
        yield hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def _checksum(node: Mapping[str, object]) -> str:
    """Return nbgrader's checksum of a source cell, with its solution and hidden tests; the release has that of what is left."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    cell = from_dict({**node, "source": _source(node)})  # type: ignore[no-untyped-call]
    return str(compute_checksum(cell)) if "nbgrader" in cell.metadata else ""
