"""The sides of the benchmark: each lays out the same class for its grader, says which commands grade it, and reads the marks.

What a side does before it is measured (a course's files, the release, the Otter version) is no part of its cost.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import otter_version
from classes import HandedIn
from scores import recorded

import gradlab
from gradlab.course import Assignment
from gradlab.grade.settings import build_of_gradlab
from gradlab.grade.variables import COMMON

ROOT = Path(__file__).resolve().parents[1]
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'
JUDGED = STOCK + "from gradlab.grade import gradebook\ngradebook.configure(c)\n"
SAMPLED = ("stock", "otter")
"""Sides whose cost a submission does not depend on the size of the class: each gets a new kernel for every submission."""
NAMES = ("stock", "otter", "bare", "gradlab-1", "gradlab-2")
LABELS = {"stock": "`nbgrader autograde`", "otter": "`otter run`", "bare": "one bare process"}
LIKE_THE_JUDGE = ("XLA_FLAGS", "JAX_TRACEBACK_FILTERING", "OPENBLAS_NUM_THREADS", "NPROC", "MPLBACKEND")
"""Settings of ours that the bare process has too: a limit is measured at the best settings known."""
Marks = dict[str, dict[str, float | None]]
"""Points by student and test cell."""


def label(side: str) -> str:
    """Return what a side is called in a table."""
    return LABELS.get(side) or f"`gradlab grade --jobs {jobs(side)}`"


def jobs(side: str) -> int:
    """Return how many submissions a side grades at once; 1 but for `gradlab-N`."""
    return int(side.removeprefix("gradlab-")) if side.startswith("gradlab-") else 1


@dataclass(frozen=True)
class Course:
    """A class laid out for one side."""

    side: str
    root: Path
    assignment: Assignment
    people: Sequence[HandedIn]
    otter: Path | None = None
    """The interpreter of Otter's environment, where the side is Otter."""

    def lay_out(self) -> None:
        """Write the course's files and hand everything in; not measured.

        Raises:
            otter_version.Unsuitable: The assignment cannot be made into an Otter version.
        """
        name, source = self.assignment.name, self.assignment.source
        if self.side == "otter":
            self.root.mkdir(parents=True)
            notebook = self.assignment.notebook()
            (self.root / "autograder.zip").write_bytes(otter_version.autograder(notebook))
            for one in self.people:
                place = self.root / one.student
                place.mkdir()
                (place / source.name).write_bytes(otter_version.submission(notebook, one.data, name))
            return
        place = self.root / "source" / name
        place.mkdir(parents=True)
        shutil.copy(source, place)
        config = self.root / "nbgrader_config.py"
        config.write_text(STOCK)
        if self.side != "bare":
            command = [sys.executable, "-m", "nbgrader", "generate_assignment", name]
            subprocess.run(command, cwd=self.root, env=outside(), check=True, capture_output=True)
        if self.side.startswith("gradlab"):
            config.write_text(JUDGED)
        for one in self.people:
            path = self.root / "submitted" / one.student / name / source.name
            path.parent.mkdir(parents=True)
            path.write_bytes(one.data)

    def commands(self, *, programs: Path | None = None, kept: bool = False) -> list[list[str]]:
        """Return what grades the class, one command after the other.

        Args:
            programs: Where the bare process leaves what jax lowers.
            kept: Whether gradlab finds its slots ready.
        """
        name = self.assignment.name
        if self.side == "otter":
            zipped, file = str(self.root / "autograder.zip"), self.assignment.source.name
            run = [str(self.otter), "-m", "otter", "run", "--no-logo", "-a", zipped, "-o"]
            places = [self.root / one.student for one in self.people]
            return [[*run, str(place), str(place / file)] for place in places]
        if self.side == "bare":
            extra = [] if programs is None else [str(programs)]
            return [[sys.executable, str(ROOT / "bench" / "bare.py"), str(self.root), name, *extra]]
        if self.side == "stock":
            return [[sys.executable, "-m", "nbgrader", "autograde", name]]
        if kept:
            return [[sys.executable, str(ROOT / "bench" / "readied.py"), name, str(jobs(self.side))]]
        return [[sys.executable, "-m", "gradlab.cli", "grade", name, "--jobs", str(jobs(self.side))]]

    def environment(self, cache: Path) -> dict[str, str]:
        """Return the environment of the commands.

        Args:
            cache: What is kept from run to run: compiled programs, matplotlib's list of fonts.
        """
        variables = {**outside(), "XDG_CACHE_HOME": str(cache), "JAX_PLATFORMS": "cpu"}
        if self.side == "bare":
            variables |= {name: COMMON[name] for name in LIKE_THE_JUDGE if name in COMMON} | {
                "JAX_COMPILATION_CACHE_DIR": str(cache / "jax"),
                "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
                "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
            }
        return variables

    def marks(self) -> Marks:
        """Read what every student got."""
        if self.side == "otter":
            return {
                one.student: dict(otter_version.marks(self.root / one.student / "results.json"))
                for one in self.people
            }
        if self.side == "bare":
            found: Marks = json.loads((self.root / "bare.json").read_text())
            return found
        marks: Marks = {}
        for (student, cell), score in recorded(self.root / "gradebook.db").items():
            marks.setdefault(student, {})[cell] = score
        return marks


def outside() -> dict[str, str]:
    """Return this process's environment, with the commands of its Python found first."""
    path = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | {"PATH": path}


@functools.cache
def rests_on(side: str, assignment: Assignment) -> str:
    """Return a hash of what a side's cost depends on: assignment, bank, class and grader; the machine is not in it."""
    found = hashlib.sha256()
    files = [assignment.source, *sorted(assignment.bank.glob("*.py"))]
    files += sorted((ROOT / "gradlab" / "check").glob("*.py"))
    ours = {"otter": ["otter_version.py"], "bare": ["bare.py"]}.get(side, [])
    files += sorted((ROOT / "gradlab" / "notebook").glob("*.py"))
    for path in (*files, *(ROOT / "bench" / name for name in ("classes.py", *ours))):
        found.update(path.read_bytes())
    versions = [
        importlib.metadata.version(name) for name in ("jax", "jaxlib", "nbgrader", "ipykernel", "pytest")
    ]
    settings = str([COMMON.get(name) for name in LIKE_THE_JUDGE])
    graders = {"stock": "", "otter": otter_version.VERSION, "bare": settings}
    grader = graders[side] if side in graders else build_of_gradlab()
    found.update(repr((versions, grader, gradlab.__version__, sys.version)).encode())
    return found.hexdigest()[:16]
