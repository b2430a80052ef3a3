"""Mutants graded by the real engine, in a course of their own, as an instructor meets them."""

from __future__ import annotations

import lesson
import pytest
from test_cli import gradlab

pytestmark = pytest.mark.slow


@pytest.fixture
def course(tmp_path):
    return lesson.course_in(tmp_path / "course")


def test_survivors_are_named_until_they_are_listed_with_a_reason(course) -> None:
    weak = lesson.node(double="def double(x):\n    return 2.0 * x + 0.0 * 1.0\n")
    (course / "source/lesson/lesson.ipynb").write_bytes(lesson.data(weak))
    first = gradlab(course, "prove", "lesson", "--mutants", "--only", "double")
    assert first.returncode == 1, first.stdout
    assert "survives  double: return 2.0 * x + 0.0 * 1.0" in first.stdout
    assert "now  return 2.0 * x + 0.0\n" in first.stdout
    assert "now  return 2.0 + 0.0 * 1.0" not in first.stdout  # the hidden tests kill it

    survivors = [
        line.split("now  ")[1] for line in first.stdout.splitlines() if line.strip().startswith("now  ")
    ]
    bank = course / "grader_tests" / "lesson"
    bank.mkdir(parents=True)
    entry = '[[mutant]]\ncell = "double"\nwas = "return 2.0 * x + 0.0 * 1.0"\nnow = "{}"\nreason = "adds 0"\n'
    (bank / "equivalent.toml").write_text("".join(entry.format(now) for now in survivors))
    second = gradlab(course, "prove", "lesson", "--mutants", "--only", "double")
    assert second.returncode == 0, second.stdout
    assert f"{len(survivors)} equivalent" in second.stdout and "survives" not in second.stdout

    (bank / "equivalent.toml").write_text(entry.format("*"))
    assert gradlab(course, "prove", "lesson", "--mutants", "--only", "double").stdout == second.stdout

    (bank / "equivalent.toml").write_text(entry.format("return 2.0 + 0.0 * 1.0"))
    stale = gradlab(course, "prove", "lesson", "--mutants")
    assert stale.returncode == 1 and "listed as equivalent, and is not" in stale.stdout

    (bank / "equivalent.toml").write_text('[[mutant]]\ncell = "double"\n')
    broken = gradlab(course, "prove", "lesson", "--mutants")
    assert broken.returncode == 2 and "give each [[mutant]] cell, was, now and reason" in broken.stderr


def test_a_pattern_that_names_no_exercise_is_told(course) -> None:
    run = gradlab(course, "prove", "lesson", "--mutants", "--only", "trible")
    assert run.returncode == 2 and "no exercise is called trible" in run.stderr
    assert "name the id of a solution cell" in run.stderr
