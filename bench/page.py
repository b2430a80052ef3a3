"""The benchmark's tables, as Markdown: for the screen and for docs/benchmarks.md."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable, Iterator, Sequence
from statistics import median

import classes
import otter_version
import sides
from costs import Cost
from runs import FIRST, ROUNDS, SAMPLE, Kept, Run, Task, Wanted, machine

from gradlab.notebook import Role

ROUNDED = 1e-5
"""Reports round to six decimals, Otter to five; nbgrader does not."""
SHOWN = 20
"""Differences that are told one by one."""
PARTLY = "this kernel lent no clock of tasks, so only processes that somebody waited for were counted"
HEAD = """# Benchmarks

{machine}; {versions}.
Made by `{command}`; a rerun makes only the runs that are missing.

"""
READING = """## How to read this

All sides grade the same notebooks with the same tests, visible and hidden, and draw the same figures. A class is made of the
bank: every third student hands in the source's own solution, every third a right variant, every third a wrong one. In a
*distinct* class each student's functions have names of their own and put every result, also of loops' bodies, through a
`jnp.maximum` with a constant of their own, so that jax finds no program of a solution that another student has compiled. In a
*similar* class only local names and comments differ. In an *unlike* one every result goes through four operations in an order of
each student's own, so that nobody's programs have the structure of another's.

- **wall**, **CPU**: seconds a submission, the start included: the whole run divided by the submissions graded, median of the
  runs. CPU is user and system time, by the kernel's clock of tasks, of every process that was started. The sides take turns.
- **faster**, **cheaper**: how many times less wall clock and processor time than `nbgrader autograde` in the same table.
- **first mark**: seconds from the start of the command to the first line with a mark. *Slots kept*: beside a `gradlab warm` that
  is ready; *cold*: with empty caches.
- **peak**: the largest sum of proportional set sizes of all processes, sampled ten times a second in a run of its own; of the
  first kind of class only.
- **graded**: nbgrader and Otter start a kernel a submission and do not get faster or slower with the class, so they grade its
  first submissions only, unless `--whole` is given; the same runs stand in every table of a kind.
- Caches are filled before a run by twelve other submissions, which share the examples' programs with the class and, but for names
  and constants, a solution, a right and a wrong variant; each run starts from a fresh copy.

**nbgrader** is `nbgrader autograde` as it comes, with its gradebook. **Otter** is `otter run` {otter} without a container, one
process a submission, one after the other, in an environment of its own with the same versions of everything else. Its version of
the assignment is made mechanically: a test file a test cell, a `@test_case` for each case of a test, with its share of the
points. Not the same: its cases are called by Otter and not by pytest (`check.run()`), so that asserts are not rewritten and
nothing words a report; every case defines its cell's functions anew; nothing goes into a gradebook. **One bare process** runs the
cells one after the other in one Python that has imported jax, with the judge's compiler settings and a persistent compile cache,
without kernel, sandbox, transport, reports or gradebook. A student could forge any mark there: it is what isolation is compared
with. **gradlab** is `gradlab grade` with its sandbox, reports and nbgrader's gradebook.

Not compared: containers (`otter grade`), the time to make a release, feedback pages, several nbgraders at once.

What bounds it: somebody has to trace and lower each student's programs, and to load their machine code, whoever has compiled it.
gradlab takes the constants out of a program, so that the judge compiles it once a class (`docs/adr/0010` and `0013`): this is how
a distinct class costs little more than a similar one, and why an unlike one costs more: 10 to 16 ms of processor time for each
program that nobody else has.

What was aimed at was 15 times nbgrader's throughput and a fifth of its processor time for distinct submissions, 30 times for
similar ones, and a first mark within 3 s, 10 s with empty caches. `--profile` shows what is left of a submission: its own
cells, the figure among them, and the calls that tests make (two fifths), of which lowering the programs in Python is the
largest part; tests and comparisons (a fifth); loading machine code (an eighth); the gradebook (a tenth). A slot needs 4 to 5
s of processor time to start and a first submission 2 s, which is why a first mark takes 6 s where no slots are kept. What was
tried and brought nothing: a dozen flags of XLA, settings of malloc, fewer source locations, other sizes of thread pools, a
lighter search for pytest's fixtures. What would bring more: describing programs to the judge as data, so that nobody lowers
one that is known. Not done, because it changes results or isolation: interpreting small loops, which rounds otherwise than a
student's own kernel; compile caches that students share; a nursery for two students.
"""


def written(wanted: Wanted, kept: Kept) -> str:
    """Word everything that was measured."""
    parts = [_head(wanted, kept)]
    parts += [_table(wanted, kept, kind, count) for kind in wanted.kinds for count in wanted.counts]
    parts += [
        _growth(wanted, kept),
        _first_marks(wanted, kept),
        _programs(wanted, kept),
        _marks(wanted, kept),
    ]
    timed = [
        run for run in kept.runs.values() if run.task.purpose == "time" and run.task.side in wanted.sides
    ]
    sessions = sorted({run.session for run in timed})
    if len(sessions) > 1:
        parts.append(
            f"The runs were made in {len(sessions)} sessions ({', '.join(sessions)}), so not all sides took turns.\n"
        )
    partly = {
        sides.label(task.side)
        for task, run in kept.runs.items()
        if task.purpose == "time"
        and task.side in wanted.sides
        and run.cost is not None
        and not run.cost.whole
    }
    if partly:
        parts.append(f"CPU is at least what is said here for {', '.join(sorted(partly))}: {PARTLY}.\n")
    return "\n".join(part for part in parts if part) + "\n" + READING.format(otter=otter_version.VERSION)


def agree(kept: Kept, wanted: Wanted) -> bool:
    """Whether all sides give the marks that were deserved."""
    return not list(_differences(kept, wanted))


def _head(wanted: Wanted, kept: Kept) -> str:
    names = ("jax", "nbgrader", "ipykernel")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in names]
    words = ["uv run python bench/throughput.py --class", *map(str, wanted.counts), "--sides", *wanted.sides]
    if kept.assignment.name != "08-loops":
        words += ["--assignment", kept.assignment.name]
    if tuple(wanted.kinds) != classes.USUAL:
        words += ["--kinds", *wanted.kinds]
    if wanted.rounds != ROUNDS:
        words += ["--rounds", str(wanted.rounds)]
    if not wanted.sample:
        words.append("--whole")
    elif wanted.sample != SAMPLE:
        words += ["--sample", str(wanted.sample)]
    return HEAD.format(
        machine=f"`{kept.assignment.name}` on {machine()}",
        versions=", ".join([f"Python {platform.python_version()}", *versions]),
        command=" ".join(words),
    )


def _timed(wanted: Wanted, kept: Kept, kind: str, count: int, side: str) -> list[Run]:
    graded = wanted.graded(side, count)
    return [
        run
        for task, run in kept.runs.items()
        if (task.purpose, task.kind, task.count, task.side) == ("time", kind, graded, side) and run.cost
    ]


def _each(runs: Sequence[Run], what: Callable[[Cost], float | None]) -> float | None:
    """Return the median of a cost, a submission."""
    found = [(what(run.cost), run.task.count) for run in runs if run.cost is not None]
    known = [value / count for value, count in found if value is not None]
    return median(known) if known else None


def _first(runs: Sequence[Run]) -> float | None:
    known = [run.cost.first_s for run in runs if run.cost is not None and run.cost.first_s is not None]
    return median(known) if known else None


def _rows(title: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table whose first column is words and whose others are figures."""
    lines = [title, ["---", *["---:"] * (len(title) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _said(value: float | None, form: str = ".2f", unit: str = "") -> str:
    return "–" if value is None else f"{value:{form}}{unit}"


def _ratio(one: float | None, other: float | None) -> str:
    return _said(one / other, ".1f", " ×") if one and other else "–"


def _table(wanted: Wanted, kept: Kept, kind: str, count: int) -> str:
    stock = _timed(wanted, kept, kind, count, "stock")
    walls, cpus = (_each(stock, lambda c: c.wall_s), _each(stock, lambda c: c.cpu_s))
    rows = []
    for side in wanted.sides:
        runs = _timed(wanted, kept, kind, count, side)
        if not runs:
            continue
        wall, cpu = _each(runs, lambda c: c.wall_s), _each(runs, lambda c: c.cpu_s)
        held = kept.runs.get(Task("memory", kind, wanted.graded(side, count), 0, side))
        peak = held.memory.peak_mb if held is not None and held.memory is not None else None
        rows.append([
            sides.label(side), str(wanted.graded(side, count)), str(len(runs)), _said(wall), _said(cpu),
            _ratio(walls, wall), _ratio(cpus, cpu), _said(_first(runs), ".1f"), _said(peak, ".0f"),
        ])  # fmt: skip
    if not any(
        wanted.graded(side, count) == count and _timed(wanted, kept, kind, count, side)
        for side in wanted.sides
    ):
        return ""
    title = ("", "graded", "runs", "wall s", "CPU s", "faster", "cheaper", "first mark s", "peak MB")
    return f"## {count} submissions, {kind}\n\n{_rows(title, rows)}"


def _growth(wanted: Wanted, kept: Kept) -> str:
    """Compare what a submission costs in classes of two sizes, and what is held in both halves of a run."""
    if len(wanted.counts) < 2:
        return ""
    small, large = wanted.counts[-2:]
    rows = []
    for kind in wanted.kinds:
        for side in (side for side in wanted.sides if side not in sides.SAMPLED):
            of_small, of_large = (_timed(wanted, kept, kind, count, side) for count in (small, large))
            if not (of_small and of_large):
                continue
            cells = [f"{sides.label(side)}, {kind}"]
            for what in (lambda c: c.wall_s, lambda c: c.cpu_s):
                before, after = _each(of_small, what), _each(of_large, what)
                cells.append(_said(100 * (after / before - 1), "+.0f", " %") if before and after else "–")
            for count in (small, large):
                run = kept.runs.get(Task("memory", kind, count, 0, side))
                held = None if run is None else run.memory
                cells.append("–" if held is None else f"{held.early_mb:.0f} → {held.late_mb:.0f}")
            rows.append(cells)
    if not rows:
        return ""
    title = ("", "wall a submission", "CPU a submission", f"MB of {small}", f"MB of {large}")
    about = f"From {small} to {large} submissions; the peaks of memory in the first half of a run and in the second.\n"
    return f"## Does it grow?\n\n{about}\n{_rows(title, rows)}"


def _first_marks(wanted: Wanted, kept: Kept) -> str:
    rows = []
    for side in (side for side in wanted.sides if side.startswith("gradlab")):
        cold, ready = (
            [r for t, r in kept.runs.items() if (t.purpose, t.side) == (purpose, side)] for purpose in FIRST
        )
        warm = _timed(wanted, kept, wanted.kinds[0], wanted.counts[0], side)
        if cold or warm or ready:
            rows.append([sides.label(side), *(_said(_first(runs), ".1f") for runs in (ready, warm, cold))])
    title = ("", "slots kept, s", "warm, s", "cold, s")
    return f"## The first mark\n\n{_rows(title, rows)}" if rows else ""


def _programs(wanted: Wanted, kept: Kept) -> str:
    lines = []
    for task, run in kept.runs.items():
        if run.programs is not None and task.kind in wanted.kinds and task.count <= max(wanted.counts):
            found = run.programs
            lines.append(
                f"- {found.submissions} {task.kind}: {found.lowered} programs lowered, {found.different} different without their "
                f"names, {found.of_one} of one submission alone; {found.with_own} submissions have such a program"
            )
    return "## Do the programs differ?\n\n" + "\n".join(lines) + "\n" if lines else ""


def _of_sides(kept: Kept, wanted: Wanted) -> dict[tuple[str, str], dict[str, dict[str, float | None]]]:
    """Return the marks of every submission, by side; a smaller class is the beginning of a larger one."""
    found: dict[tuple[str, str], dict[str, dict[str, float | None]]] = {}
    for task, run in kept.runs.items():
        if task.side in (*wanted.sides, "bare") and task.kind in wanted.kinds:
            for student, marks in run.marks.items():
                found.setdefault((task.kind, student), {})[task.side] = marks
    return found


def _differences(kept: Kept, wanted: Wanted) -> Iterator[str]:
    tests = [cell for cell in kept.assignment.notebook().cells if cell.role is Role.TEST]
    points = {cell.id: cell.points for cell in tests}
    by_side = _of_sides(kept, wanted)
    people: dict[tuple[str, str], classes.HandedIn] = {}
    for kind in wanted.kinds:
        count = sum(one == kind for one, _ in by_side)
        people |= {(kind, one.student): one for one in classes.handed_in(kept.assignment, kind, count)}
    for key, marks in by_side.items():
        (side, first), *others = marks.items()
        who = f"{key[0]} {key[1]} ({people[key].variant})"
        if not people[key].deserves(first, points):
            yield f"{who}: {side} gives {first}, which it does not deserve"
        for other, theirs in others:
            for cell in points:
                if not same(first.get(cell), theirs.get(cell)):
                    yield f"{who}, {cell}: {side} {first.get(cell)}, {other} {theirs.get(cell)}"


def same(one: float | None, other: float | None) -> bool:
    """Whether two marks are the same, but for the digits that a report rounds away."""
    return one == other if one is None or other is None else abs(one - other) < ROUNDED


def _marks(wanted: Wanted, kept: Kept) -> str:
    by_side = _of_sides(kept, wanted)
    if not by_side:
        return ""
    count = sum(len(one) for marks in by_side.values() for one in marks.values())
    compared = ", ".join(
        f"{sum(side in marks for marks in by_side.values())} with {sides.label(side)}"
        for side in dict.fromkeys(side for marks in by_side.values() for side in marks)
    )
    found = list(_differences(kept, wanted))
    verdict = (
        "all sides give the same marks, and each is what its variant of the bank deserves"
        if not found
        else "\n".join([f"{len(found)} differences:", "", *(f"- {one}" for one in found[:SHOWN])])
    )
    return f"## The marks\n\n{count} marks of {len(by_side)} submissions ({compared}): {verdict}\n"
