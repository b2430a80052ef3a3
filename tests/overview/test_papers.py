"""Reports read back from disk: all of them, and what lies there and is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from synthetic_class import report, row, store

from gradlab.grade import papers
from gradlab.grade.report import Timing


def test_what_grading_keeps_is_read_with_what_it_cost(tmp_path: Path) -> None:
    class_ = [row("bo", [1, 0]), row("ada", [1, 1]), row("ada", [0], assignment="other")]
    store(tmp_path, class_, Timing(wall_s=2.0, restarts=1))
    found = papers.read(tmp_path)
    assert [(one.report.assignment, one.report.student) for one in found.papers] == [
        ("lesson", "ada"), ("lesson", "bo"), ("other", "ada"),
    ]  # fmt: skip
    assert found.damaged == () and found.papers[0].timing == Timing(wall_s=2.0, restarts=1)
    assert found.papers[1].report == class_[0]
    only = papers.read(tmp_path, ["other"])
    assert [one.report.assignment for one in only.papers] == ["other"]


def test_no_folder_at_all_is_no_report(tmp_path: Path) -> None:
    assert papers.read(tmp_path) == papers.Kept()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "truncated"),
        (b'{"format": 1', "truncated"),
        (b"[1, 2]", "not a gradlab report"),
        (b"\xff\xfe", "not a gradlab report"),
        (b'{"student": "eve", "assignment": "lesson"}', "missing required field"),
    ],
)
def test_a_damaged_file_is_named_and_the_others_are_read(tmp_path: Path, data: bytes, why: str) -> None:
    store(tmp_path, [row("ada", [1]), row("eve", [1])])
    path = tmp_path / "reports" / "eve" / "lesson" / "lesson.json"
    path.write_bytes(data)
    found = papers.read(tmp_path)
    assert [one.report.student for one in found.papers] == ["ada"]
    (damaged,) = found.damaged
    assert (damaged.path, damaged.student, damaged.assignment) == (
        path,
        "eve",
        "lesson",
    ) and why in damaged.why


def test_a_report_in_another_s_place_is_not_counted_twice(tmp_path: Path) -> None:
    store(tmp_path, [row("ada", [1]), row("eve", [0])])
    places = tmp_path / "reports"
    (places / "eve" / "lesson" / "lesson.json").write_bytes(
        (places / "ada" / "lesson" / "lesson.json").read_bytes()
    )
    found = papers.read(tmp_path)
    assert [one.report.student for one in found.papers] == ["ada"]
    assert "another submission" in found.damaged[0].why


def test_a_pipe_is_not_waited_for_and_a_giant_is_not_read(tmp_path: Path) -> None:
    store(tmp_path, [row("ada", [1]), row("bo", [1])])
    for name in ("ada", "bo"):
        (tmp_path / "reports" / name / "lesson" / "lesson.json").unlink()
    os.mkfifo(tmp_path / "reports" / "ada" / "lesson" / "lesson.json")
    with (tmp_path / "reports" / "bo" / "lesson" / "lesson.json").open("wb") as file:
        file.truncate(papers.LARGEST_BYTES + 1)
    assert [one.why for one in papers.read(tmp_path).damaged] == [
        "not a gradlab report: it is no file",
        "not a gradlab report: 64 MB",
    ]


def test_seconds_of_another_grading_are_not_this_one_s(tmp_path: Path) -> None:
    store(tmp_path, [row("ada", [1])])
    place = tmp_path / "reports" / "ada" / "lesson"
    (place / "lesson.json").write_bytes(report("ada", [], digest="newer").to_json())
    assert papers.read(tmp_path).papers[0].timing is None
    (place / "lesson.graded").write_bytes(b"\xc1")
    assert papers.read(tmp_path).papers[0].timing is None
