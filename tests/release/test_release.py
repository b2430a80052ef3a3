"""`gradlab release`: checks in order, nothing written unless all pass, the same bytes every time, and what is there is kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from released_course import FILES, Run, edit, snapshot

from gradlab.cli import kept
from gradlab.cli.prove import KEPT
from gradlab.course import Course
from gradlab.course.build import build
from gradlab.grade.report import CellMark, Graded, Mark, Outcome, Report
from gradlab.grade.settings import digest, versions
from gradlab.prove import SETTINGS, Expectation, expectations, names_of_tests

STEPS = ("version", "tree", "lint", "build", "coverage", "leaks", "proof")


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=ada", "-c", "user.email=ada@example.org"]
    environment = os.environ | {"GIT_COMMITTER_DATE": "2026-09-01T10:00:00Z"}
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True, env=environment)


def test_every_check_is_said_in_a_line_and_the_release_written(run: Run, course: Course) -> None:
    code, said, _ = run("2026.1", "--no-prove")
    assert code == 0
    assert tuple(line.split()[0] for line in said.splitlines()[:7]) == STEPS
    assert all(re.search(r"\(\d+\.\d s\)$", line) for line in said.splitlines()[:6])
    assert sorted(snapshot(course.root / "dist")) == FILES
    assert (course.root / "dist" / FILES[0]).read_text() == "## 2026.1\n\n- 08-loops: new.\n"
    assert (
        json.loads((course.root / "dist" / "manifest.json").read_text())["proof"]["verdict"] == "not proven"
    )

    before = snapshot(course.root / "dist")
    code, said, _ = run("2026.1", "--no-prove")
    assert (code, snapshot(course.root / "dist")) == (0, before)
    assert "dist/ holds this release already, to the byte" in said


def test_another_locale_time_zone_hash_and_umask_give_the_same_bytes(
    run: Run, course: Course, tmp_path: Path
) -> None:
    run("2026.1", "--no-prove", "--out", str(tmp_path / "here"))
    command = 'umask 077; exec "$0" -m gradlab.cli release 2026.1 --no-prove --out "$1"'
    odd = {
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Pacific/Chatham",
        "PYTHONHASHSEED": "7",
        "HOME": "/nowhere",
    }
    subprocess.run(
        ["bash", "-c", command, sys.executable, str(tmp_path / "there")],
        cwd=course.root / "source",
        env=os.environ | odd,
        check=True,
        capture_output=True,
    )
    assert snapshot(tmp_path / "there") == snapshot(tmp_path / "here")
    assert oct((tmp_path / "there").stat().st_mode & 0o777) == "0o755"
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "there").iterdir()} == {"0o644"}


def spoil_changelog(course: Course) -> None:
    edit(course.root / "CHANGELOG.md", "## 2026.1\n", "## 2026.10\n")


def spoil_section(course: Course) -> None:
    edit(course.root / "CHANGELOG.md", "- 08-loops: new.\n", "")


def spoil_source(course: Course) -> None:
    edit(course.assignments[0].source, "You wrote two loops.", "You wrote a loop. " + "So. " * 200)


def spoil_release(course: Course) -> None:
    edit(course.assignments[0].release, "You wrote two loops", "You wrote three loops")


def spoil_coverage(course: Course) -> None:
    (course.root / "docs").mkdir()
    (course.root / "docs" / "coverage.md").write_text(
        "| loops | 08-loops: power-idea | 08-loops: power::test_x |\n"
    )


def leak(course: Course) -> None:
    # A file beside the notebook is part of the assignment, and nbgrader releases it.
    (course.assignments[0].source.parent / "notes.txt").write_text(
        "return lax.scan(lambda value, _: (value / 2, value / 2), x, None, length=n)[1]\n"
    )
    build(course)


def unpin(course: Course) -> None:
    edit(course.root / "pyproject.toml", "matplotlib==", "matplotlib>=")


@pytest.mark.parametrize(
    ("spoil", "step", "finding", "hint"),
    [
        (spoil_changelog, "version", "CHANGELOG.md has no section on 2026.1", "a line `## 2026.1`"),
        (spoil_section, "version", "the section 2026.1 of CHANGELOG.md is empty", "say what is new"),
        (spoil_source, "lint", "source/08-loops/loops.ipynb summary: ", "uv run gradlab lint"),
        (spoil_release, "build", "release/08-loops/loops.ipynb is stale", "uv run gradlab build"),
        (
            spoil_coverage,
            "coverage",
            "loops: there is no test power::test_x in 08-loops",
            "mend docs/coverage.md",
        ),
        (leak, "leaks", "notes.txt: solution line: return lax.scan(", "remove it from source/"),
        (unpin, "leaks", "pyproject.toml does not pin matplotlib>=3.11.2", "write matplotlib==VERSION"),
    ],
)
def test_a_check_that_fails_stops_and_writes_nothing(
    run: Run, course: Course, spoil: Callable[[Course], None], step: str, finding: str, hint: str
) -> None:
    spoil(course)
    code, said, error = run("2026.1", "--no-prove")
    assert code == 1
    assert finding in said
    assert f"{step:9} FAILED: " in said and said.count("FAILED") == 1
    assert "nothing was written" in error and hint in error
    assert not (course.root / "dist").exists()


def test_a_checkout_must_be_clean_and_names_the_commit(run: Run, course: Course) -> None:
    root = course.root
    (root / ".gitignore").write_text("secret.txt\n")
    (root / "secret.txt").write_text("x")
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    (root / "submitted" / "bo" / "08-loops").mkdir(parents=True)
    (root / "submitted" / "bo" / "08-loops" / "loops.ipynb").write_text("committed by mistake")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "all")
    (root / "more.txt").write_text("x")
    code, said, error = run("2026.1", "--no-prove")
    assert code == 1 and "more.txt is not as it is in git" in said and "git status" in error
    (root / "more.txt").unlink()

    code, said, _ = run("2026.1", "--no-prove")
    assert code == 0
    manifest = json.loads((root / "dist" / "manifest.json").read_text())
    commit = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "HEAD"], capture_output=True, text=True
    ).stdout
    assert manifest["commit"] == commit.strip() and f"clean at {commit[:12]}" in said
    assert manifest["date"] == "2026-09-01T10:00:00Z"
    listed = subprocess.run(
        ["unzip", "-Z", str(root / "dist" / FILES[2])], capture_output=True, text=True, check=True
    ).stdout
    assert "secret.txt" not in listed and "submitted" not in listed
    assert re.search(r"^-rwxr-xr-x .* 26-Sep-01 10:00 .*/run\.sh$", listed, re.MULTILINE)
    # The release itself, in a folder that git does not ignore, makes no checkout dirty.
    assert run("2026.1", "--no-prove")[0] == 0


@pytest.mark.parametrize(
    "version", ["2026", "2026.0", "26.1", "2026.1.1", "v2026.1", "2026.01", "2026.1 ", "२०२६.१"]
)
def test_a_version_is_a_year_and_a_number(run: Run, version: str) -> None:
    code, _, error = run(version, "--no-prove")
    assert code == 2
    assert "is no version of a course release" in error and "gradlab release 2026.1" in error


def test_usage_is_told(run: Run, tmp_path: Path) -> None:
    code, _, error = run()
    assert code == 2 and "say which version" in error
    code, _, error = run("2026.1", "--check-leaks", "x.zip")
    assert code == 2 and "leave the version out" in error
    code, _, error = run("--check-leaks", str(tmp_path / "x.zip"))
    assert code == 2 and "No such file" in error


def test_the_date_of_everything_may_be_given(
    run: Run, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert run("2026.1", "--no-prove")[0] == 0
    assert json.loads((course.root / "dist" / "manifest.json").read_text())["date"] == "2027-01-15T08:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    code, said, error = run("2026.1", "--no-prove")
    assert code == 1 and "SOURCE_DATE_EPOCH is yesterday" in said and "date +%s" in error


def graded(one: Expectation) -> Graded:
    """The report that a known submission must get."""
    hidden = names_of_tests(one.source, hidden=True)
    marks = []
    for test in sorted(names_of_tests(one.source)):
        lost = test in one.loses
        outcome = Outcome.NOT_ATTEMPTED if one.kind == "stub" else Outcome.FAILED if lost else Outcome.PASSED
        marks.append(
            Mark(
                test=test,
                sentence=test,
                outcome=outcome,
                earned=0.0 if lost else 1.0,
                points=1.0,
                hidden=test in hidden,
                hint=one.hint if lost else "",
            )
        )
    earned, points = sum(mark.earned for mark in marks), float(len(marks))
    submission = one.submission
    return Graded(
        report=Report(
            student=submission.student,
            assignment=submission.assignment,
            notebook=submission.notebook,
            earned=earned,
            points=points,
            cells=(CellMark(grade_id="all", earned=earned, points=points, tests=tuple(marks)),),
            digest=digest(one.source, submission.data, versions(), SETTINGS),
        )
    )


def test_the_bank_must_be_proven(run: Run, course: Course) -> None:
    """What was graded before is not graded again, so reports written here stand for a proof that has been run."""
    known = expectations(course.assignments[0], excerpts=True)
    for one in known:
        kept._place(course.root / KEPT, one).store(graded(one))
    code, said, _ = run("2026.1")
    assert code == 0
    assert (
        f"proof     {len(known)} known submissions, each exactly as it must be; {len(known)} graded before"
        in said
    )
    manifest = json.loads((course.root / "dist" / "manifest.json").read_text())
    assert manifest["proof"]["verdict"].startswith("each exactly as it must be")

    before = snapshot(course.root / "dist")
    right = next(one for one in known if one.kind == "right")
    report = graded(right)
    (cell,) = report.report.cells
    failed = [
        Mark(test=m.test, sentence="", outcome=Outcome.FAILED, earned=0.0, points=1.0) for m in cell.tests
    ]
    worse = CellMark(grade_id="all", earned=0.0, points=cell.points, tests=tuple(failed))
    fields = {name: getattr(report.report, name) for name in report.report.__struct_fields__}
    kept._place(course.root / KEPT, right).store(Graded(report=Report(**fields | {"cells": (worse,)})))
    code, said, error = run("2026.1", "--force")
    assert code == 1
    assert f"08-loops: {right.name}: loses halves-check::test_four_halves" in said
    assert "uv run gradlab prove 08-loops" in error
    assert snapshot(course.root / "dist") == before


def test_leaks_are_looked_for_in_any_zip(run: Run, course: Course, tmp_path: Path) -> None:
    run("2026.1", "--no-prove")
    zip_file = course.root / "dist" / FILES[3]
    code, said, _ = run("--check-leaks", str(zip_file))
    assert code == 0 and "small-2026.1-student.zip: no leak; " in said
    code, said, _ = run("--check-leaks", str(course.root / "dist" / FILES[2]))
    assert code == 1
    assert "source/08-loops/loops.ipynb [power]: solution line: return lax.fori_loop(" in said
    assert "from source/08-loops/loops.ipynb power" in said
