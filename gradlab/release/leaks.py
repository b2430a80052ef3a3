"""The leak check: opens the students' zip as bytes and names every secret in it, wherever and however it is wrapped.

What is secret, and when a line counts, says `secrets`. Beyond secrets, a finding is: a file that the bundle does not have; a
notebook with an output, an execution count or metadata beyond nbgrader's release format; compiled Python, a database; a path of
somebody's machine; something that cannot be opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gradlab.course import Course
from gradlab.notebook import printable
from gradlab.release import cells
from gradlab.release.secrets import Secrets
from gradlab.release.student import around, code_of, notebooks
from gradlab.release.unpacking import Part, Sealed, parts

_HOME = re.compile(r"(?:/home/|/Users/|/root/|/tmp/|\b[A-Za-z]:\\+Users\\+)[^\s\"']*")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_MARKER = re.compile(r"(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)")
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Leak:
    """One thing in the students' zip that must not be there."""

    file: str
    """The file in the zip, `!` before what was found inside it; empty for the zip itself."""
    cell: str
    """The cell, or empty."""
    what: str
    """Such as `solution line`, `output`, `metadata`."""
    text: str
    """How it reads."""
    origin: str = ""
    """Where it comes from; empty where it comes from nowhere in the course."""

    def __str__(self) -> str:
        file = self.file or "the zip"
        where = f"{file} [{self.cell}]" if self.cell else file
        source = f", from {self.origin}" if self.origin else ""
        return printable(f"{where}: {self.what}: {self.text}{source}", limit=400)


@dataclass(frozen=True)
class Watch:
    """What to look for, and which files a bundle has."""

    secrets: Secrets
    files: frozenset[str]
    spoken_of: frozenset[str]
    """Paths and addresses that the check package and the pages themselves spell."""

    @classmethod
    def over(cls, course: Course, name: str, version: str) -> Watch:
        """Prepare to look at the students' zip of a course.

        Args:
            course: The course.
            name: Its name.
            version: The version of the release.

        Raises:
            CourseError: The course cannot be read.
        """
        ours = notebooks(course)
        beside = around(course, name, version, dict(code_of(ours)))
        text = "\n".join(data.decode("utf-8", "replace") for data in beside.values())
        return cls(Secrets.of(course, beside), frozenset(ours | beside), frozenset(_personal(text)))

    def leaks(self, data: bytes) -> list[Leak]:
        """Look into a zip.

        Args:
            data: Its bytes.

        Returns:
            What must not be there, in the order in which it stands; each once in a cell or file.
        """
        found: dict[Leak, None] = {}
        if not zipfile.is_zipfile(io.BytesIO(data)):
            return [Leak("", "", "cannot be looked into", "it is no zip")]
        try:
            for part in parts("", data):
                if part.depth:
                    found |= dict.fromkeys(self._of(part))
        except Sealed as error:
            found[Leak("", "", "cannot be looked into", str(error))] = None
        return list(_plainest(found))

    def _of(self, part: Part) -> Iterator[Leak]:
        place = part.place.removeprefix("!")
        if part.depth == 1:
            _, _, path = place.partition("/")
            folder = not part.data and path.endswith("/")  # some programs give folders an entry
            if path not in self.files and not (folder and any(one.startswith(path) for one in self.files)):
                yield Leak(place, "", "no file of the bundle", f"{len(part.data):,} bytes")
        if part.data[2:4] == b"\r\n" and not part.is_text:
            yield Leak(place, "", "compiled Python", f"{len(part.data):,} bytes")
        if part.data.startswith(_SQLITE):
            yield Leak(place, "", "a database", "perhaps a gradebook")
        if part.depth == 1:
            yield from self._in(place, "", place)
        try:
            notebook = cells.read(part.text) if part.is_text else None
        except cells.Twice as error:
            yield Leak(place, "", "metadata", f"a key that stands twice: {error}")
            notebook = None
        if notebook is None:
            yield from self._in(place, "", part.text)
            return
        for cell, what, text in cells.findings(notebook):
            yield Leak(place, cell, what, text)
        for cell, text in cells.texts(notebook):
            for found in _MARKER.finditer(text):
                yield Leak(place, cell, "marker of a source notebook", found.group())
            for inner in parts(place, text.encode("utf-8", "surrogatepass"), part.depth):
                yield from self._in(inner.place, cell, inner.text)

    def _in(self, place: str, cell: str, text: str) -> Iterator[Leak]:
        for secret in self.secrets.found_in(text):
            yield Leak(place, cell, secret.kind, secret.text, secret.origin)
        for spelled, what in _personal(text).items():
            if spelled not in self.spoken_of:
                yield Leak(place, cell, what, spelled)


def _personal(text: str) -> dict[str, str]:
    """Find what tells of a person or a machine, and say which of the two."""
    paths = dict.fromkeys(_HOME.findall(text), "path of a machine")
    return paths | dict.fromkeys(_ADDRESS.findall(text), "address of a person")


def _plainest(found: Collection[Leak]) -> Iterator[Leak]:
    """Leave out what was found again inside a file or, with no cell named, in a notebook where a cell was named."""
    for leak in found:
        outer = leak.file.rpartition("!")[0]
        again = (
            other is not leak
            and (other.what, other.text) == (leak.what, leak.text)
            and (other.file == outer or (other.file == leak.file and other.cell and not leak.cell))
            for other in found
        )
        if not any(again):
            yield leak
