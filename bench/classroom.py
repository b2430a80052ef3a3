"""A class whose marks are known, for `soak`: a tiny assignment, kinds of submissions, and what a course says of each student.

The assignment is the one of the engine's own tests, `tests/lesson.py`: four points by `double`, three by `total`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from scores import recorded

from gradlab.grade.report import Report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import lesson

CELLS = ("double-check", "total-check")
Scores = tuple[float | None, ...]
"""What the gradebook holds for each cell of `CELLS`; None where nothing was recorded."""
UNSCORED: Scores = (None, None)


@dataclass(frozen=True)
class Variant:
    """A kind of submission."""

    name: str
    scores: Scores
    """What it deserves."""
    double: str = lesson.DOUBLE
    total: str = lesson.TOTAL
    data: bytes = b""
    """The file, where it is no notebook."""

    def file(self) -> bytes:
        """Return the bytes that are handed in."""
        return self.data or lesson.data(lesson.node(self.double, self.total))


LOOP_FOR_THREE = (
    "def total(x):\n    while x.shape[0] == 3:\n        pass\n" + lesson.TOTAL.partition(":\n")[2]
)
UNROLLED = "def total(x):\n    s = 0.0\n    for i in range(x.shape[0]):\n        s = s + x[i]\n    return s"
SCAN = "def total(x):\n    return lax.scan(lambda s, v: (s + v, None), 0.0, x)[0]"
STUB_DOUBLE, STUB_TOTAL = (lesson.STUB.format(name=name) for name in ("double", "total"))
LOWERED = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (2, 2))\nwhile True: pass"
"""A student who would be killed by the kernel, long before the grader's own limit, were limits to be lowered."""
THIEF = "class check:\n    run = close = staticmethod(lambda *a, **k: None)\n"

VARIANTS = (
    Variant("right", (4.0, 3.0)),
    Variant("wrong", (1.0, 3.0), "def double(x):\n    return x * x"),
    Variant("empty", (0.0, 0.0), STUB_DOUBLE, STUB_TOTAL),
    Variant("exits", (0.0, 3.0), "def double(x):\n    import os\n    os._exit(0)"),
    Variant("loops-once", (4.0, 2.0), total=LOOP_FOR_THREE),
    Variant("partly", (3.666667, 3.0), "def double(x):\n    return jnp.where(x < 0, 0.0, 2.0 * x)"),
    Variant("unrolled", (4.0, 2.0), total=UNROLLED),
    Variant("lowers-its-limit", (4.0, 3.0), f"{lesson.DOUBLE}\n{LOWERED}"),
    Variant("raises", (0.0, 3.0), "def double(x):\n    raise ValueError(x)"),
    Variant("no-memory", (0.0, 3.0), "def double(x):\n    return np.ones(10**10).sum() + x"),
    Variant("kills", (4.0, 3.0), f"import os\ntry:\n    os.kill(-1, 9)\nexcept OSError:\n    pass\n{lesson.DOUBLE}"),
    Variant("no-notebook", (0.0, 0.0), data=b"%PDF-1.4"),
    Variant("right-differently", (4.0, 3.0), "def double(x):\n    return x + x", SCAN),
    Variant("half", (4.0, 0.0), total=STUB_TOTAL),
    Variant("exits-in-its-cell", (0.0, 3.0), f"{lesson.DOUBLE}\nimport os\nos._exit(0)"),
    Variant("loops-in-its-cell", (0.0, 3.0), f"{lesson.DOUBLE}\nwhile True: pass"),
    Variant("steals-check", (0.0, 3.0), THIEF + STUB_DOUBLE),
    Variant("nan", (0.0, 3.0), "def double(x):\n    return x * jnp.nan"),
    Variant("syntax", (0.0, 3.0), "def double(x:\n    return 2 * x"),
    Variant("endless-program", (0.0, 3.0), "def double(x):\n    return lax.while_loop(lambda v: v < 2.0, jnp.sin, x / 100.0)"),
)  # fmt: skip


def students(count: int) -> dict[str, Variant]:
    """Return a class: who hands in what."""
    return {
        f"student-{number:02}-{VARIANTS[number % len(VARIANTS)].name}": VARIANTS[number % len(VARIANTS)]
        for number in range(count)
    }


def hand_in(root: Path, student: str, data: bytes) -> None:
    """Put a submission in its place."""
    path = root / "submitted" / student / "lesson" / "lesson.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@dataclass(frozen=True)
class Standing:
    """What a course says of one student."""

    scores: Scores = UNSCORED
    report: bytes = b""
    """The file of the report; empty where there is none."""

    @property
    def grader_error(self) -> bool:
        """Whether the report says that the grader failed."""
        return bool(self.report) and bool(Report.from_json(self.report).grader_error)


def standings(root: Path, names: Iterator[str] | dict[str, Variant]) -> dict[str, Standing]:
    """Read gradebook and reports."""
    database = root / "gradebook.db"
    scores = recorded(database) if database.exists() else {}
    found = {}
    for name in names:
        report = root / "reports" / name / "lesson" / "lesson.json"
        found[name] = Standing(
            tuple(scores.get((name, cell)) for cell in CELLS), report.read_bytes() if report.exists() else b""
        )
    return found


def damaged(root: Path) -> Iterator[str]:
    """Yield what is half-written: notebooks and reports that cannot be read, and temporary files."""
    for path in sorted((root / "autograded").glob("*/lesson/*.ipynb")):
        try:
            nbformat.validate(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
        except Exception as error:
            yield f"{path.relative_to(root)} is no notebook: {type(error).__name__}"
    for path in sorted((root / "reports").glob("*/lesson/lesson.json")):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            yield f"{path.relative_to(root)} is no report"


def left_over(root: Path) -> Iterator[str]:
    """Yield the hidden files that writing leaves in a course when it is cut off."""
    for folder in ("autograded", "reports"):
        for path in sorted((root / folder).rglob(".*")):
            yield str(path.relative_to(root))
    yield from (path.name for path in sorted(root.glob(".gradebook*")))
