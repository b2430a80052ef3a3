"""How long a class takes: the same submissions with stock nbgrader and with `gradlab grade`, in one run.

    uv run python bench/throughput.py [--submissions 12] [--assignment 08-loops] [--jobs 2]

Copies one assignment into two temporary courses, one configured as nbgrader comes and one with the judge, and hands in the same
notebooks from the bank to both: the source, right answers and wrong ones in turn. Nothing hostile: stock nbgrader would run it.
Prints wall clock and processor time of each whole process tree, the ratios, and whether the marks agree. Wants a quiet machine.
"""

from __future__ import annotations

import argparse
import ctypes
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from scores import recorded

from gradlab.course import Course
from gradlab.course.bank import variants

ROOT = Path(__file__).resolve().parents[1]
PR_SET_CHILD_SUBREAPER = 36
ROUNDED = 1e-5
"""Reports round to six decimals; nbgrader does not."""
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'
JUDGED = STOCK + "from gradlab.grade import gradebook\ngradebook.configure(c)\n"


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    wall_s: float
    cpu_s: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--submissions", type=int, default=12)
    parser.add_argument("--assignment", default="08-loops")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    # Whatever loses its parent becomes a child of this process, so that its processor time is counted too.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="gradlab-bench-") as folder:
        compare(Path(folder), arguments.assignment, arguments.submissions, arguments.jobs)


def compare(folder: Path, assignment: str, count: int, jobs: int) -> None:
    """Grade the same submissions twice and print the table."""
    stock, judged = folder / "stock", folder / "judged"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "JAX_PLATFORMS": "cpu",
    }
    make_course(stock, STOCK, assignment, count)
    run(stock, environment, "nbgrader", "generate_assignment", assignment)
    shutil.copytree(stock, judged)
    (judged / "nbgrader_config.py").write_text(JUDGED)

    costs = {
        "stock nbgrader": run(stock, environment, "nbgrader", "autograde", assignment),
        f"gradlab grade --jobs {jobs}": run(
            judged, environment, "gradlab.cli", "grade", assignment, "--jobs", str(jobs)
        ),
    }
    print(f"{count} submissions of {assignment}, {len(os.sched_getaffinity(0))} cores, new caches")
    print(f"{'':24}{'wall s':>10}{'CPU s':>10}{'wall s each':>14}{'CPU s each':>12}")
    for name, cost in costs.items():
        each = f"{cost.wall_s / count:>14.2f}{cost.cpu_s / count:>12.2f}"
        print(f"{name:24}{cost.wall_s:>10.1f}{cost.cpu_s:>10.1f}{each}")
    slow, fast = costs.values()
    print(f"{'ratio':24}{slow.wall_s / fast.wall_s:>10.1f}{slow.cpu_s / fast.cpu_s:>10.1f}")
    print(agreement(stock, judged))


def make_course(root: Path, config: str, assignment: str, count: int) -> None:
    """Write a course with one assignment and its submissions."""
    found = Course.find(ROOT).assignment(assignment)
    source = nbformat.read(found.source, as_version=4)  # type: ignore[no-untyped-call]
    bank = [variant for variant in variants(found) if variant.kind != "hostile"]
    kinds = {kind: [v for v in bank if v.kind == kind] for kind in ("right", "wrong")}
    turns = [variant for pair in zip(kinds["right"], kinds["wrong"], strict=False) for variant in pair]
    written = (nbformat.writes(variant.notebook(source)).encode() for variant in turns)  # type: ignore[no-untyped-call]
    notebooks = [found.source.read_bytes(), *written]
    place = root / "source" / assignment
    place.mkdir(parents=True)
    shutil.copy(found.source, place)
    (root / "nbgrader_config.py").write_text(config)
    for number, data in zip(range(count), itertools.cycle(notebooks), strict=False):
        path = root / "submitted" / f"student-{number + 1:03}" / assignment / found.source.name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)


def run(root: Path, environment: dict[str, str], *module: str) -> Cost:
    """Run a module as a command in a course, to the end of its last descendant.

    Raises:
        SystemExit: It fails; with what it said.
    """
    started, before = time.monotonic(), cpu_s()
    log = root / "log.txt"
    with log.open("w") as output:
        done = subprocess.run(
            [sys.executable, "-m", *module], cwd=root, env=environment, stdout=output, stderr=output
        )
    wall_s = time.monotonic() - started
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    if done.returncode:
        raise SystemExit(f"{' '.join(module)} failed:\n{log.read_text()[-4000:]}")
    return Cost(wall_s, cpu_s() - before)


def cpu_s() -> float:
    """Return the processor time of all descendants that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def same(one: float | None, other: float | None) -> bool:
    """Whether two marks are the same, but for the digits that a report rounds away."""
    return one == other if one is None or other is None else abs(one - other) < ROUNDED


def agreement(stock: Path, judged: Path) -> str:
    """Say whether two gradebooks hold the same marks, and where they do not."""
    theirs, ours = (recorded(root / "gradebook.db") for root in (stock, judged))
    keys = sorted(theirs.keys() | ours.keys())
    different = [key for key in keys if not same(theirs.get(key), ours.get(key))]
    if not different:
        return f"all {len(ours)} marks agree"
    lines = [
        f"  {student}, {cell}: stock {theirs.get((student, cell))}, gradlab {ours.get((student, cell))}"
        for student, cell in different
    ]
    return "\n".join([f"{len(different)} of {len(ours)} marks differ:", *lines])


if __name__ == "__main__":
    main()
