"""How long a class takes: the same submissions with nbgrader, Otter, one bare process and `gradlab grade`, in one run.

    uv run python bench/throughput.py [--class 12 60 300] [--sides stock gradlab-2] [--write]

Makes classes from the bank (`classes`): distinct ones, in which every program differs, and similar ones. Grades each with every
side in turn, several times, and prints medians of wall clock and processor time of the whole process tree, peak memory, time to
the first mark, ratios, and whether all sides give the same marks. `--write` makes docs/benchmarks.md of it. Can be cut off and
started again. Wants a quiet machine, and hours for large classes: it says how long before it starts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import classes
import costs
import otter_version
import page
import programs
import sides
from runs import PURPOSES, ROUNDS, SAMPLE, Kept, Task, Wanted

from gradlab.course import Assignment
from gradlab.course import Course as OurCourse

WARM_UP = 12
"""Submissions that fill a cache: so many that the reference is run, too."""
STRANGERS = 100_000
"""The number of the first of them: no class has a student's program of theirs."""


class Bench:
    """Runs tasks in a temporary folder."""

    def __init__(self, folder: Path, assignment: Assignment, kept: Kept) -> None:
        """Work in `folder`, which is the bench's own."""
        self.folder, self.assignment, self.kept = folder, assignment, kept
        self._people: dict[str, list[classes.HandedIn]] = {}

    def run(self, task: Task) -> None:
        """Do one task and keep what came of it.

        Raises:
            costs.Failed: A grader does not exit with 0.
        """
        cache, dumps = self.folder / "cache", self.folder / "programs"
        if task.purpose != "cold":
            shutil.copytree(self._warm(task.side), cache)
        course = self._course(task.side, self._class(task.kind, task.count), self.folder / "course")
        course.lay_out()
        wanted = dumps if task.purpose == "programs" else None
        measure = costs.weighed if task.purpose == "memory" else costs.measured
        result: costs.Cost | costs.Memory | programs.Programs = measure(
            course.commands(programs=wanted, kept=task.purpose == "kept"),
            folder=course.root,
            environment=course.environment(cache),
            log=self.folder / "log.txt",
        )
        if wanted is not None:
            result = programs.counted(dumps)
        self.kept.add(task, result, course.marks())
        for place in (cache, dumps, course.root):
            shutil.rmtree(place, ignore_errors=True)

    def _class(self, kind: str, count: int) -> list[classes.HandedIn]:
        if len(self._people.get(kind, ())) < count:
            self._people[kind] = classes.handed_in(self.assignment, kind, count)
        return self._people[kind][:count]

    def _course(self, side: str, people: Sequence[classes.HandedIn], root: Path) -> sides.Course:
        otter = otter_version.python(self.kept.folder, sides.ROOT) if side == "otter" else None
        return sides.Course(side, root, self.assignment, people, otter)

    def _warm(self, side: str) -> Path:
        """Return a cache that grading others has filled."""
        place = self.folder / f"warm-{side.partition('-')[0]}"
        if not place.exists():
            strangers = classes.handed_in(self.assignment, "distinct", WARM_UP, first=STRANGERS)
            people = strangers[:1] if side in sides.SAMPLED else strangers
            course = self._course(side, people, self.folder / "strangers")
            course.lay_out()
            costs.measured(
                course.commands(),
                folder=course.root,
                environment=course.environment(place),
                log=self.folder / "log.txt",
            )
            place.mkdir(exist_ok=True)
            shutil.rmtree(course.root)
        return place


def main() -> int:
    """Run what is missing, print the tables and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gradlab-bench"
    parser.add_argument("--assignment", default="08-loops")
    parser.add_argument("--class", dest="counts", type=int, nargs="+", default=[12, 60, 300], metavar="N")
    parser.add_argument("--kinds", nargs="+", choices=classes.KINDS, default=list(classes.USUAL))
    parser.add_argument("--sides", nargs="+", default=list(sides.NAMES), metavar="SIDE",
                        help=f"some of {', '.join(sides.NAMES)}; any gradlab-JOBS")  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=PURPOSES, default=list(PURPOSES), metavar="WHAT",
                        help=f"some of {', '.join(PURPOSES)}")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is timed")
    parser.add_argument("--large", type=int, default=100, help="classes of this size are timed once")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help="how many of a class nbgrader and Otter grade"
    )
    parser.add_argument("--whole", action="store_true", help="let nbgrader and Otter grade whole classes")
    parser.add_argument("--results", type=Path, default=cache, help="where runs are kept")
    parser.add_argument("--again", action="store_true", help="forget the kept runs of these sides")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    for side in given.sides:
        if side not in sides.NAMES and not side.removeprefix("gradlab-").isdecimal():
            parser.error(f"there is no side {side}: take some of {', '.join(sides.NAMES)}")
    if given.again:
        for side in given.sides:
            (given.results / f"{side}.jsonl").unlink(missing_ok=True)
    sample = 0 if given.whole else given.sample
    wanted = Wanted(
        sorted(given.counts), given.kinds, given.sides, given.only, given.rounds, sample, given.large
    )
    assignment = OurCourse.find(sides.ROOT).assignment(given.assignment)
    kept = Kept(given.results, assignment, wanted)
    try:
        catch_up(wanted, kept)
    except (costs.Failed, otter_version.Unsuitable) as error:
        print(f"{error}\n\nhint: leave a side out with --sides; what was run is kept", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nhint: run the same again to go on; what was run is kept", file=sys.stderr)
        return 130
    text = page.written(wanted, kept)
    print(text)
    if given.write:
        (sides.ROOT / "docs" / "benchmarks.md").write_text(text)
    return 0 if page.agree(kept, wanted) else 1


def catch_up(wanted: Wanted, kept: Kept) -> None:
    """Run what is wanted and not kept, and say how long it will take.

    Raises:
        costs.Failed: A grader does not exit with 0.
    """
    missing = [task for task in wanted.tasks() if task not in kept.runs]
    done = len(wanted.tasks()) - len(missing)
    print(
        f"{len(missing)} runs to make, {done} kept from before; about {_minutes(missing, kept)} min",
        file=sys.stderr,
    )
    costs.adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="gradlab-bench-") as folder:
        # Students and judge run as others, who must reach the course.
        Path(folder).chmod(0o755)
        bench = Bench(Path(folder), kept.assignment, kept)
        for number, task in enumerate(missing):
            words = f"{task.purpose}, {task.count} {task.kind}, {task.side}, round {task.turn + 1}"
            left = _minutes(missing[number:], kept)
            print(f"[{number + 1} of {len(missing)}, {left} min left] {words}", file=sys.stderr)
            started = time.monotonic()
            bench.run(task)
            print(f"    {time.monotonic() - started:.0f} s", file=sys.stderr)


def _minutes(tasks: Sequence[Task], kept: Kept) -> int:
    return round(sum(kept.seconds(task) for task in tasks) / 60)


if __name__ == "__main__":
    sys.exit(main())
