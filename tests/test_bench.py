"""The benchmark compares what is comparable: classes keep the marks they deserve, and every process is counted."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import jax
import nbformat
import pytest

from gradlab.course import Assignment, Course
from gradlab.notebook import Role

BENCH = Path(__file__).resolve().parents[1] / "bench"
ASSIGNMENTS = Course(BENCH.parent).assignments
PAR = {"s": 0.3, "alpha": 0.4, "delta": 0.15}
CALLS: dict[str, tuple[Any, ...]] = {
    "power_fori": (1.5, 3),
    "newton_sqrt": (2.0, 1e-3),
    "ar1_path": ({"mu": 3.0, "rho": 0.8, "sigma": 0.25}, [0.5, -2.0]),
    "growth_path": (PAR, 2.5),
}
"""A call of each of some exercises of 08-loops."""


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The benchmark's rooms."""
    monkeypatch.syspath_prepend(str(BENCH))
    import classes
    import otter_version
    import programs

    return {"classes": classes, "otter_version": otter_version, "programs": programs}


@pytest.fixture
def loops(root: Path) -> Assignment:
    return Course(root).assignment("08-loops")


def solutions(data: bytes) -> dict[str, Any]:
    """Run a submission's imports and solutions."""
    names: dict[str, Any] = {}
    for cell in nbformat.reads(data.decode(), as_version=4).cells:
        label = cell.metadata.get("nbgrader", {})
        if label.get("solution") or label.get("grade_id") == "imports":
            exec(cell.source, names)
    return names


def fingerprints(bench: dict[str, ModuleType], data: bytes) -> dict[str, str]:
    """Lower some functions of a submission."""
    names = solutions(data)
    names["growth_path"] = lambda par, k0, path=names["growth_path"]: path(par, k0, 5)
    names["ar1_path"] = lambda par, s, path=names["ar1_path"]: path(par, jax.numpy.array(s))
    return {
        name: bench["programs"].fingerprint(jax.jit(names[name]).lower(*call).as_text())
        for name, call in CALLS.items()
    }


@pytest.mark.parametrize("kind", ["distinct", "similar", "unlike"])
def test_programs_of_two_full_answers(bench: dict[str, ModuleType], loops: Assignment, kind: str) -> None:
    first, _, _, second = bench["classes"].handed_in(loops, kind, 4)
    assert (first.variant, second.variant) == ("full", "full") and first.data != second.data
    one, other = (fingerprints(bench, submission.data) for submission in (first, second))
    assert [one[name] == other[name] for name in CALLS] == [kind == "similar"] * len(CALLS)


def test_a_small_class_is_the_beginning_of_a_large_one(
    bench: dict[str, ModuleType], loops: Assignment
) -> None:
    large = bench["classes"].handed_in(loops, "distinct", 12)
    assert bench["classes"].handed_in(loops, "distinct", 3) == large[:3]
    assert len({submission.data for submission in large}) == 12
    assert {submission.variant.partition("-")[0] for submission in large} == {"full", "right", "wrong"}


def test_other_names_stand_for_the_same_things(bench: dict[str, ModuleType]) -> None:
    source = """
        def f(x, n):
            start = 0
            def step(carry, i):
                nonlocal start
                start = carry + i * g(x, scale=n)
                return start
            return [step(c, i=2) for c in range(n)]
    """
    text = bench["classes"].varied(textwrap.dedent(source), "similar", 7, frozenset({"g"}))
    answers = []
    for version in (textwrap.dedent(source), text):
        names: dict[str, Any] = {"g": lambda x, scale: x + scale}
        exec(version, names)
        answers.append(names["f"](3, 4))
    assert answers[0] == answers[1]
    assert "def f(x, n)" in text and "scale=n" in text and "carry7" in text and "i=2" in text


def test_what_a_variant_deserves(bench: dict[str, ModuleType]) -> None:
    one = bench["classes"].HandedIn("ada", "wrong-a", b"", frozenset({"a-check::test_x"}))
    points = {"a-check": 2.0, "b-check": 3.0}
    assert one.deserves({"a-check": 1.0, "b-check": 3.0}, points)
    assert not one.deserves({"a-check": 2.0, "b-check": 3.0}, points)
    assert not one.deserves({"a-check": 1.0, "b-check": 2.0}, points)
    assert not one.deserves({"a-check": 1.0}, points)


def test_the_otter_version_has_the_same_points(bench: dict[str, ModuleType], loops: Assignment) -> None:
    cells = [cell for cell in loops.notebook().cells if cell.role is Role.TEST]
    for cell in cells:
        tree = ast.parse(bench["otter_version"].test_file(cell))
        marks = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "test_case"
        ]
        points = [
            ast.literal_eval(word.value) for mark in marks for word in mark.keywords if word.arg == "points"
        ]
        assert sum(points) == pytest.approx(cell.points), cell.id
        assert len(points) >= cell.source.count("\ndef test_")


def test_a_test_cell_with_a_fixture_has_no_otter_version(bench: dict[str, ModuleType]) -> None:
    from gradlab.notebook import Cell

    source = "def test_x(tmp_path):\n    pass\n\ncheck.run()"
    with pytest.raises(bench["otter_version"].Unsuitable, match="x-check: test_x uses the fixture tmp_path"):
        bench["otter_version"].test_file(Cell("x-check", "code", source, Role.TEST, 1.0))


BURN = "import time\nwhile time.process_time() < {seconds}: pass"
ORPHAN = f"""
import os, sys
if os.fork() == 0:
    if os.fork() == 0:
        {BURN.format(seconds=0.4).replace(chr(10), chr(10) + "        ")}
    os._exit(0)
os.wait()
"""
UNWAITED = f"""
import os, signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
reader, writer = os.pipe()
if os.fork() == 0:
    {BURN.format(seconds=0.4).replace(chr(10), chr(10) + "    ")}
    os._exit(0)
os.close(writer)
os.read(reader, 1)
"""
SHARED = f"""
import os
held = b"x" * 200_000_000
os.fork()
{BURN.format(seconds=0.6)}
"""
MEASURE = """
import dataclasses, json, os, sys
from pathlib import Path
import costs
costs.adopt_orphans()
how = getattr(costs, sys.argv[1])
cost = how([[sys.executable, "-c", sys.argv[2]]], folder=Path("."), environment=os.environ, log=Path("log.txt"))
print(json.dumps(dataclasses.asdict(cost)))
"""


def cost(folder: Path, how: str, program: str) -> dict[str, float]:
    """Measure a program in a process of its own, which adopts orphans."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(BENCH)!r})\n{MEASURE}", how, program],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("program", [ORPHAN, UNWAITED], ids=["orphan", "unwaited"])
def test_what_nobody_waits_for_is_counted(tmp_path: Path, program: str) -> None:
    found = cost(tmp_path, "measured", program)
    if program is UNWAITED and not found["whole"]:
        pytest.skip("this kernel lends no clock of tasks")
    assert found["cpu_s"] >= 0.4


def test_the_first_mark_is_seen(tmp_path: Path) -> None:
    found = cost(tmp_path, "measured", "import sys\nprint('[1/2] ada', file=sys.stderr)")
    assert 0 < found["first_s"] <= found["wall_s"]


def test_a_page_that_two_share_counts_once(tmp_path: Path) -> None:
    found = cost(tmp_path, "weighed", SHARED)
    assert 200 <= found["peak_mb"] < 300 and found["by_resident"] == 0


def test_a_command_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"exits with 3:\s+no notebook"):
        cost(tmp_path, "measured", "import sys\nprint('no notebook', file=sys.stderr)\nsys.exit(3)")


@pytest.mark.slow
def test_a_class_gets_the_marks_that_it_deserves(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH / "throughput.py"), "--assignment", "01-how-checking-works", "--class", "3",
               "--kinds", "distinct", "--sides", "bare", "--only", "time", "--rounds", "1",
               "--results", str(tmp_path)]  # fmt: skip
    first, second = (subprocess.run(command, cwd=root, capture_output=True, text=True) for _ in range(2))
    assert first.returncode == 0, first.stdout + first.stderr
    assert "marks of 3 submissions" in first.stdout
    assert "each is what its variant of the bank deserves" in first.stdout
    assert second.stderr.startswith("0 runs to make, 1 kept from before") and second.stdout == first.stdout
