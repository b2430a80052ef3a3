"""The place that the attack bank of grader_tests/99-hostile happens in, and what must be as before after each attack.

A course with secrets in it: hidden tests, a gradebook, another student's work, files and variables of the grader's. A secret
is a text that starts with `CANARY-`; it must never turn up in what an attack brings home.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from gradlab.course import Assignment
from gradlab.course.bank import Variant, variants
from gradlab.course.reference import saved, solved
from gradlab.grade.report import Graded, Submission
from gradlab.grade.sandbox import Limits
from gradlab.grade.settings import Settings
from gradlab.grade.slot import Slot
from gradlab.notebook import Notebook
from gradlab.prove import Expectation, names_of_tests, problems

ROOT = Path(__file__).resolve().parents[1]
BANK = Assignment("99-hostile", ROOT)
CANARY = "CANARY-"
ACHIEVED = "ACHIEVED:"
"""What an attack prints when it got what it was after, besides marks."""

LIMITS = Limits(address_space_bytes=5 << 28, cpu_s=10, work_bytes=8 << 20, work_files=200, shared_files=20)
"""The same layers as for a class, filled up sooner."""


def settings(cache: Path) -> Settings:
    """Return settings as for a class, with shorter deadlines."""
    return Settings(test_s=3.0, cell_s=3.0, grace_s=3.0, submission_s=60.0, limits=LIMITS, cache=cache)


@dataclass(frozen=True)
class Verdict:
    """What came of an attack; each entry is a sentence, none is how it must be."""

    gained: tuple[str, ...]
    """Marks or achievements that it should not have."""
    leaked: tuple[str, ...]
    """Secrets that it brought home."""
    left: tuple[str, ...]
    """What is not as it was before, for the machine or for the next submission."""
    marks: tuple[str, ...]
    """Where the report differs from what the bank says, though nothing is gained."""


class Scene:
    """A course with secrets, and a slot that attacks and clean submissions go through in turn."""

    def __init__(self, folder: Path) -> None:
        self.course = folder / "course"
        self.cache = folder / "cache"
        self._furnish(folder)
        self.slot = Slot(settings(self.cache))
        self.slot.prepare(self.source)  # or the cache would be filled in the midst of the attacks
        self.clean = self._submission("clean", self.solution)
        self.reference = self.slot.grade(self.source, self.clean).report.to_json()
        self.before = self._state()

    def close(self) -> None:
        self.slot.close()

    @cached_property
    def node(self) -> nbformat.NotebookNode:
        return nbformat.read(BANK.bank / "target.ipynb", as_version=4)

    @cached_property
    def source(self) -> Notebook:
        return Notebook.read(BANK.bank / "target.ipynb")

    @cached_property
    def solution(self) -> bytes:
        return saved(solved(self.node))

    def _furnish(self, folder: Path) -> None:
        """Make the course, with a secret in every corner where an attack may look."""
        for place in ("source/99-hostile", "submitted/bob/99-hostile", "reports", "autograded"):
            (self.course / place).mkdir(parents=True)
        (self.course / "source/99-hostile/target.ipynb").write_bytes(
            (BANK.bank / "target.ipynb").read_bytes()
        )
        other = self.solution.replace(b"return 2.0 * x", f"return 2.0 * x  # {CANARY}of-bob".encode())
        assert CANARY.encode() in other
        (self.course / "submitted/bob/99-hostile/target.ipynb").write_bytes(other)
        # nbgrader starts `alembic`, by this name.
        os.environ["PATH"] = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}", course_id="hostile") as book:
            book.add_student("bob", first_name=f"{CANARY}of-the-gradebook")
        (folder / "secret").write_text(f"{CANARY}of-a-file")
        (folder / "secret").chmod(0o644)
        os.environ["GRADER_SECRET"] = f"{CANARY}of-the-environment"

    def attack(self, variant: Variant) -> tuple[Graded, Verdict]:
        """Grade an attack, then a clean submission in the same slot, and look around."""
        data = saved(variant.notebook(self.node))
        graded = self.slot.grade(self.source, self._submission(variant.name, data))
        tests = names_of_tests(self.source)
        expected = Expectation(
            variant.name, "hostile", self.source, self._submission(variant.name, data), variant.lost(tests),
            variant.hint,
        )  # fmt: skip
        gained = [f"passes {test}" for test in sorted(variant.lost(tests) - graded.report.lost())]
        brought = [graded.report.to_json().decode()]
        for output in graded.transcript.outputs:
            brought += [output.text, output.error, *(image.decode("latin-1") for image in output.images)]
        gained += [line for text in brought for line in text.splitlines() if ACHIEVED in line]
        leaked = [text[text.index(CANARY) :][:60] for text in brought if CANARY in text]
        return graded, Verdict(
            tuple(gained), tuple(leaked), tuple(self._left()), tuple(problems(expected, graded))
        )

    def _submission(self, student: str, data: bytes) -> Submission:
        return Submission(student=student, assignment="99-hostile", notebook="target", data=data)

    def _left(self) -> list[str]:
        after = self.slot.grade(self.source, self.clean).report
        left = [] if after.to_json() == self.reference else [f"a clean submission gets {after.earned:g}"]
        state = self._state()
        return left + [
            f"{what}: {state[what]} and not {was}" for what, was in self.before.items() if state[what] != was
        ]

    def _state(self) -> dict[str, str]:
        """Describe what no submission may change."""
        assert self.slot._nursery is not None
        sandbox = self.slot._nursery._enclosure.process.pid
        return {
            "course": digest(self.course),
            "compile cache of the students": digest(self.cache / "student"),
            "processes in the nursery": str(sorted(commands(sandbox))),
            "mounts of the grader": f"{len(Path('/proc/self/mountinfo').read_text().splitlines())}",
            "shared memory and queues": sysv(os.stat(f"/proc/{self.slot._nursery.pid}").st_uid),
            "files of the sandbox's user": str(owned(os.stat(f"/proc/{self.slot._nursery.pid}").st_uid)),
        }


def digest(folder: Path) -> str:
    """Return a hash of every file of a folder: names, modes and bytes."""
    known = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        known.update(f"{path.relative_to(folder)} {path.lstat().st_mode}\0".encode())
        if path.is_file():
            known.update(path.read_bytes())
    return known.hexdigest()[:16]


def commands(pid: int) -> list[str]:
    """Return the names of all processes below one."""
    parents: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                head, _, rest = Path(f"/proc/{entry}/stat").read_text().rpartition(")")
            except OSError:
                continue
            names[int(entry)] = head.partition("(")[2]
            parents.setdefault(int(rest.split()[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        for child in parents.get(todo.pop(), []):
            found.append(names[child])
            todo.append(child)
    return found


def sysv(uid: int) -> str:
    """Return the System V objects of a user."""
    lines = []
    for kind in ("shm", "msg", "sem"):
        path = Path("/proc/sysvipc", kind)
        rows = path.read_text().splitlines()[1:] if path.exists() else []
        lines += [f"{kind} {row.split()[1]}" for row in rows if str(uid) in row.split()]
    return str(lines)


def owned(uid: int) -> list[str]:
    """Return the files in public folders that belong to the sandbox's user, where that is another than the grader's."""
    if uid == os.getuid():
        return []
    places = ("/tmp", "/dev/shm", "/var/tmp", "/run")
    return sorted(
        entry.path
        for place in places
        if os.path.isdir(place)
        for entry in os.scandir(place)
        if entry.stat(follow_symlinks=False).st_uid == uid
    )


def attacks() -> list[Variant]:
    """Return the bank."""
    return variants(BANK)


if __name__ == "__main__":
    for one in attacks():
        print(f"{one.name.removeprefix('hostile-'):24}{one.layer:16}{one.about}", file=sys.stdout)
