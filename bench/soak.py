"""Grade a class while the machine fails around it: no fault may become a wrong mark, and a rerun completes.

    uv run python bench/soak.py [--students 60] [--jobs 2] [--seed 1] [--rounds 5] [--runs 3]

Each round grades a class whose marks are known by `gradlab grade`, in a course of its own, while faults come at random: judge,
nursery, student and grader killed or stopped, the disk full, descriptors and memory used up, the gradebook locked, autograded/
unwritable. Every run under faults is looked at when it ends; the last run, without faults, must complete everything. Rounds
in turn start with an empty gradebook and with the marks of an earlier hand-in. As root the disk is one of its own, which is
filled; else the size of files is limited. Exit code 1 if a mark is wrong, or anything is half-written, left behind or unclear.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent))

import classroom
import faults
from classroom import UNSCORED, Scores, Standing, Variant, lesson
from tally import Result, table

PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 1 << 14, 1 << 18
DISK = "256m"
PAUSE_S = 4.0
"""Between two faults, at most."""
LIMITS = {"test_s": 8.0, "cell_s": 8.0, "grace_s": 8.0, "submission_s": 240.0}
"""Tighter than a class's, so that those who loop do not take the soak's time; stops are shorter."""
GRADE = f"""
from functools import partial
import gradlab.cli, gradlab.cli.grade as command
command.Settings = partial(command.Settings, **{LIMITS})
gradlab.cli.main()
"""
"""`gradlab grade` with these limits."""
RARE = {"kill main": 0.2, "disk full": 0.2, "descriptors of main": 0.3, "memory of main": 0.3}
"""How often, beside the others, comes what ends the grader itself while it judges: else no run gets far."""
END_S = 10.0
"""How long what ran below a killed grader may take to end."""


class Soak:
    """One soak: the class, what it deserves, and what came of it."""

    def __init__(self, folder: Path, students: int, *, jobs: int, seed: int, runs: int) -> None:
        """Grade the class in peace, to know what each report must be."""
        self.folder, self.jobs, self.seed, self.runs = folder, jobs, seed, runs
        self.people = classroom.students(students)
        self.result = Result()
        self.before = folder / "before"
        with self.course("reference") as root:
            for name in self.people:
                classroom.hand_in(root, name, lesson.data(lesson.node()))
            self.peace(root)
            shutil.copytree(root, self.before)
            self.hand_in(root)
            self.peace(root)
            self.reference = classroom.standings(root, self.people)
        for name, variant in self.people.items():
            got = self.reference[name].scores
            assert got == variant.scores, f"{name} gets {got} in peace and deserves {variant.scores}"

    @contextmanager
    def course(self, name: str, start: Path | None = None) -> Iterator[Path]:
        """Make a course, on a disk of its own if root grades."""
        root = self.folder / name
        root.mkdir(mode=0o755)
        mounted = os.geteuid() == 0
        if mounted:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "soak", root], check=True)
        try:
            if start is None:
                lesson.course_in(root)
            else:
                shutil.copytree(start, root, dirs_exist_ok=True)
            (root / "tmp").mkdir(exist_ok=True)
            yield root
        finally:
            if mounted:
                faults.unmount(root)

    def hand_in(self, root: Path) -> None:
        """Hand in what the class hands in."""
        for name, variant in self.people.items():
            classroom.hand_in(root, name, variant.file())

    def round(self, number: int) -> None:
        """Grade the class under faults, then in peace."""
        generator = random.Random(self.seed * 1000 + number)
        marked_before = number % 2 == 1
        with self.course(f"round-{number}", self.before if marked_before else None) as root:
            self.hand_in(root)
            old: Scores = (4.0, 3.0) if marked_before else UNSCORED
            brought = faults.Faults(root, generator)
            for _ in range(self.runs):
                before = brought.counts["unwritable autograded"]
                code = self.under_faults(root, brought)
                self.look(root, old, code, closed=brought.counts["unwritable autograded"] > before)
            self.result.injected.update(brought.counts)
            code = self.peace(root)
            self.result.rounds += 1
            now = classroom.standings(root, self.people)
            missing = [name for name in self.people if now[name] != self.reference[name]]
            problems = [*missing, *classroom.damaged(root), *classroom.left_over(root)]
            if code or problems:
                self.complain(f"round {number}: the last run does not complete: exit {code}, {problems}")
            else:
                self.result.completed += 1

    # ---- running

    def start(self, root: Path) -> psutil.Popen:
        """Start `gradlab grade` in a course."""
        environment = {
            **os.environ,
            "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))),
            "XDG_CACHE_HOME": str(root / "cache"),
            "TMPDIR": str(root / "tmp"),
            "JAX_PLATFORMS": "cpu",
            "COLUMNS": "160",
        }
        with (self.folder / "said").open("wb") as said:
            return psutil.Popen(
                [sys.executable, "-c", GRADE, "grade", "--jobs", str(self.jobs)],
                cwd=root,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )

    def peace(self, root: Path) -> int:
        """Grade without faults and return the exit code."""
        code = self.start(root).wait()
        self.listen(root, code)
        return int(code)

    def under_faults(self, root: Path, brought: faults.Faults) -> int:
        """Grade under faults and return the exit code."""
        generator = brought.generator
        mounts = Path("/proc/self/mountinfo").read_text().count("\n")
        process = self.start(root)
        recording_since, due = 0.0, time.monotonic() + generator.uniform(0.5, 6.0)
        try:
            while process.poll() is None:
                brought.mend()
                now = time.monotonic()
                if not recording_since and self.is_recording():
                    recording_since, due = now, now + generator.uniform(0.0, 1.5)
                if now > due:
                    kinds = faults.RECORDING if recording_since else faults.JUDGING
                    weights = [1.0 if recording_since else RARE.get(kind, 1.0) for kind in kinds]
                    kind = generator.choices(kinds, weights)[0]
                    brought.bring(kind, process)
                    due = now + generator.uniform(0.05, PAUSE_S)
                time.sleep(0.02)
        finally:
            brought.mend(all_of_them=True)
        self.alone(root)
        if Path("/proc/self/mountinfo").read_text().count("\n") != mounts:
            self.complain("mounts are left")
        self.listen(root, process.returncode)
        self.result.runs += 1
        return int(process.returncode)

    def is_recording(self) -> bool:
        """Whether the grader that runs has graded all that it meant to: the last line counts to the end."""
        words = (self.folder / "said").read_text(errors="replace").rstrip().rpartition("\n")[2]
        count, _, rest = words.removeprefix("[").partition("/")
        return words.startswith("[") and count == rest.partition("]")[0]

    def alone(self, root: Path) -> None:
        """Make sure that nothing of the grader lives on."""
        ends = time.monotonic() + END_S
        while left := {child.pid for child in psutil.Process().children(recursive=True) if alive(child)}:
            if time.monotonic() > ends:
                self.complain(f"{len(left)} processes are left when the grader has ended")
                faults.end(left)
                return
            time.sleep(0.05)

    def listen(self, root: Path, code: int) -> None:
        """Make sure that what the grader said is clear: no traceback, and what to do if it failed."""
        said = (self.folder / "said").read_text(errors="replace")
        told = [line for line in said.splitlines() if line and not line.startswith("[")]
        if os.environ.get("SOAK_VERBOSE"):
            print(f"exit {code}:", *told, sep="\n    ", file=sys.stderr)
        if "Traceback" in said or "defect of gradlab" in said:
            self.complain("the grader speaks of itself:\n" + "\n".join(told[-30:]))
        if code > 0 and ("gradlab: " not in said or "hint: " not in said):
            self.complain(f"exit {code} says not what to do:\n" + "\n".join(told[-30:]))

    # ---- looking

    def look(self, root: Path, old: Scores, code: int, *, closed: bool) -> None:
        """Compare every student with what is deserved, or was there before.

        Args:
            root: the course.
            old: what the gradebook had before.
            code: what the grader exited with.
            closed: whether nothing could be taken out of autograded/ for a while.
        """
        for problem in classroom.damaged(root):
            self.complain(problem)
        if code >= 0 and not closed:
            for path in classroom.left_over(root):
                self.complain(f"{path} is left though the grader was not killed")
        now = classroom.standings(root, self.people)
        for name, variant in self.people.items():
            self.result.looked_at += 1
            wrong = self.wrong(now[name], self.reference[name], variant, old)
            if wrong:
                self.result.wrong += 1
                self.complain(f"{name}: {wrong}")
            elif now[name].grader_error:
                self.result.grader_errors += 1
            elif now[name].scores == variant.scores:
                self.result.right += 1
            else:
                self.result.old += 1
        if code == 0 and any(now[name] != self.reference[name] for name in self.people):
            self.complain("exit 0, though not everything is graded and recorded")

    def wrong(self, now: Standing, reference: Standing, variant: Variant, old: Scores) -> str:
        """Say what is wrong about a student; nothing if it is the deserved mark, the one before, or none."""
        if now.scores not in (variant.scores, old):
            return f"the gradebook has {now.scores}, deserved is {variant.scores}"
        if now.grader_error or not now.report or now.report == reference.report:
            return ""
        if old != UNSCORED and now.report == self.old_report(reference):
            return ""
        return f"another report:\n{now.report.decode()}"

    def old_report(self, reference: Standing) -> bytes:
        """Return the report of the earlier hand-in."""
        student = classroom.Report.from_json(reference.report).student
        return (self.before / "reports" / student / "lesson" / "lesson.json").read_bytes()

    def complain(self, problem: str) -> None:
        """Keep a problem, and say it at once."""
        self.result.problems.append(problem)
        print(problem, file=sys.stderr)


def alive(process: psutil.Process) -> bool:
    """Whether it runs; one that has ended is taken off the list."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def main() -> int:
    """Soak, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--runs", type=int, default=3, help="under faults, in each round, before the one in peace"
    )
    arguments = parser.parse_args()
    libc = ctypes.CDLL(None)
    if os.geteuid() == 0:  # what this mounts is nobody else's business
        libc.unshare(CLONE_NEWNS)
        libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    # What loses its parent becomes a child of this process, so that nothing that is left goes unseen.
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="gradlab-soak-") as folder:
        Path(folder).chmod(0o755)
        soak = Soak(
            Path(folder),
            arguments.students,
            jobs=arguments.jobs,
            seed=arguments.seed,
            runs=arguments.runs,
        )
        for number in range(arguments.rounds):
            soak.round(number)
    print(table(soak.result))
    return 1 if soak.result.problems or soak.result.completed < soak.result.rounds else 0


if __name__ == "__main__":
    sys.exit(main())
