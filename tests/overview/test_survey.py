"""What is counted, over whom, and what needs a human eye: small classes by hand, and classes with nothing to count."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import msgspec
import pytest
from synthetic_class import (
    HIDDEN_FAILED,
    altered,
    class_of,
    facts_of,
    kept,
    mark,
    report,
    row,
    shares,
    variants,
)

from gradlab.grade.gradebook.standing import Standing
from gradlab.grade.papers import Damaged, Kept, Paper
from gradlab.grade.report import CellMark, Outcome, Report, Timing
from gradlab.overview import facts
from gradlab.overview.facts import Overview, schema
from gradlab.overview.survey import survey

BLANK = report(
    "zo",
    [
        mark("cell-0-check::test_0", Outcome.NOT_ATTEMPTED),
        mark("cell-0-check::test_1", Outcome.NOT_ATTEMPTED),
    ],
)


def kinds(overview: Overview) -> list[tuple[str, str]]:
    return [(one.kind, one.student) for one in overview.attention]


def test_every_submission_is_counted_once_and_in_one_way() -> None:
    class_ = (
        row("ada", [1, 1]),
        row("bo", [1, 0]),
        altered(row("cy", [0, 0]), refused="a PDF"),
        altered(report("di", []), grader_error="out of memory", points=2.0),
        BLANK,
    )
    overview = facts_of(*class_, waiting=[("ada", "lesson"), ("eve", "lesson"), ("eve", "other")])
    (lesson,) = overview.assignments
    counts = (
        lesson.handed_in,
        lesson.graded,
        lesson.unscored,
        lesson.refused,
        lesson.waiting,
        lesson.analysed,
    )
    assert counts == (6, 4, 1, 1, 1, 2)
    assert overview.students == 6 and lesson.points == 2.0
    assert lesson.marks.n == 4 and lesson.marks.mean == pytest.approx((1 + 0.5 + 0 + 0) / 4)
    # Blank, refused and unscored files say nothing about tests.
    assert shares(overview) == {"cell-0-check::test_0": 1.0, "cell-0-check::test_1": 0.5}
    assert {one.student: one.status for one in lesson.submissions} == {
        "ada": "graded", "bo": "graded", "cy": "refused", "di": "unscored", "eve": "not graded", "zo": "graded",
    }  # fmt: skip
    assert kinds(overview) == [("grader error", "di"), ("refused", "cy"), ("not graded", "eve")]


def test_outcomes_are_counted_by_exercise_and_the_grader_s_failures_are_its_own() -> None:
    broken = altered(report("bo", []), grader_error="x", points=3.0)
    crashed = report("ada", [mark("a::t", Outcome.CRASHED), mark("a::u"), mark("b::t", Outcome.TIMEOUT)])
    (lesson,) = facts_of(crashed, broken).assignments
    assert [(one.exercise, one.outcomes) for one in lesson.exercises] == [
        ("a", {"crashed": 1, "passed": 1, "grader error": 2}),
        ("b", {"timeout": 1, "grader error": 1}),
    ]
    assert lesson.exercises[0].share == 0.5


def test_a_cell_that_a_person_marks_is_manual_and_no_test() -> None:
    one = row("ada", [1])
    by_hand = CellMark(grade_id="why", earned=0.0, points=2.0, manual=True)
    (lesson,) = facts_of(altered(one, cells=(*one.cells, by_hand), points=3.0)).assignments
    assert lesson.exercises[-1] == facts.Exercise(
        exercise="why", points=2.0, share=None, outcomes={"manual": 1}
    )
    assert len(lesson.tests) == 1
    from gradlab.overview.page import page

    overview = facts_of(altered(one, cells=(*one.cells, by_hand), points=3.0))
    assert "A person marks 2 of the 3 points; what is not marked yet counts as 0" in page(overview).decode()


def test_manual_marks_extra_credit_and_lateness_count_in_marks_and_not_in_tests() -> None:
    standings = {
        ("ada", "lesson"): Standing(auto=1.0, manual=2.0, extra_credit=0.5, late_penalty=0.25, waiting=0),
        ("bo", "lesson"): Standing(auto=0.0, manual=0.0, extra_credit=0.0, late_penalty=9.0, waiting=2),
    }
    class_ = [altered(row(name, [1, 0]), points=4.0) for name in ("ada", "bo", "cy")]
    overview = survey(kept(*class_), course="c", banks={}, standings=standings)
    marks = {one.student: (one.earned, one.mark) for one in overview.assignments[0].submissions}
    assert marks == {"ada": (1.0, 3.25), "bo": (1.0, 0.0), "cy": (1.0, 1.0)}
    assert overview.assignments[0].marks.maximum == 3.25 / 4
    assert kinds(overview) == [
        ("needs manual grading", "bo"),
        ("other marks in the gradebook", "bo"),
        ("other marks in the gradebook", "cy"),
    ]
    assert "1 in the report and 0 in the gradebook" in overview.attention[1].what
    assert "not in the gradebook" in overview.attention[2].what


def test_a_report_by_other_tests_counts_in_marks_and_is_named() -> None:
    old = row("cy", [1, 1, 1])
    overview = facts_of(row("ada", [1, 0]), row("bo", [0, 1]), old)
    (lesson,) = overview.assignments
    assert lesson.marks.n == 3 and lesson.analysed == 2 and len(lesson.tests) == 2
    assert kinds(overview) == [("other tests", "cy")]
    assert [one.results for one in lesson.submissions] == [(1.0, 0.0), (0.0, 1.0), ()]


def test_what_stands_out_is_listed_the_gravest_first() -> None:
    class_ = (
        report("ada", [mark("a::t", Outcome.TIMEOUT), mark("a::u", Outcome.TIMEOUT)]),
        report("bo", [mark("a::t", Outcome.CRASHED), mark("a::u", Outcome.MEMORY)], sandbox="none"),
        report("cy", [mark("a::t"), mark("a::u")], oddities=("cell x is missing", "cell y is twice there")),
        report(
            "di",
            [mark("a::t", Outcome.FAILED, cases=4, passed=3, message=HIDDEN_FAILED, hint="h"), mark("a::u")],
        ),
    )
    overview = facts_of(*class_)
    assert kinds(overview) == [
        ("no sandbox", "bo"), ("crashed", "bo"), ("memory", "bo"), ("timeout", "ada"), ("oddity", "cy"), ("near miss", "di"),
    ]  # fmt: skip
    by_kind = {one.kind: one for one in overview.attention}
    assert by_kind["timeout"].tests == ("a::t", "a::u")
    assert by_kind["oddity"].what == "cell x is missing; cell y is twice there"
    assert (by_kind["near miss"].what, by_kind["near miss"].detail) == ("3 of 4 cases pass", "h")


def test_a_near_miss_that_a_known_misconception_explains_needs_nobody() -> None:
    near = report(
        "ada", [mark("power-scan-check::test_a", Outcome.FAILED, cases=4, passed=3, hint=variants()[0].hint)]
    )
    assert kinds(facts_of(near)) == [("near miss", "ada")]
    assert kinds(facts_of(near, bank=variants())) == []


def test_equal_marks_are_nobody_s_business() -> None:
    overview = facts_of(*[row(name, [1, 0, 1, 0]) for name in ("ada", "bo", "cy", "di")])
    assert overview.attention == ()


def test_a_damaged_report_is_named_and_not_taken_for_one_that_waits() -> None:
    damaged = Damaged(Path("reports/eve/lesson/lesson.json"), "eve", "lesson", "not a gradlab report")
    found = survey(
        Kept(kept(row("ada", [1])).papers, (damaged,)), course="c", banks={}, waiting=[("eve", "lesson")]
    )
    assert kinds(found) == [("damaged report", "eve")]
    assert "lesson.json: not a gradlab report" in found.attention[0].detail


def test_notebooks_of_one_assignment_are_one_submission() -> None:
    two = [altered(row("ada", [1, share]), notebook=name) for name, share in (("a", 0), ("b", 1))]
    (lesson,) = facts_of(*two).assignments
    (ada,) = lesson.submissions
    assert (ada.earned, ada.points, lesson.handed_in) == (3.0, 4.0, 1)
    assert [test.test for test in lesson.tests][1:3] == ["a/cell-0-check::test_1", "b/cell-0-check::test_0"]


def test_seconds_are_added_up_over_what_is_known() -> None:
    timing = Timing(wall_s=2.0, student_cpu_s=1.0, judge_cpu_s=0.5, restarts=1, phases={"tests": 0.5})
    papers = (Paper(row("ada", [1]), timing), Paper(row("bo", [1]), None))
    overview = survey(Kept(papers), course="c", banks={})
    (lesson,) = overview.assignments
    assert (lesson.timings.n, lesson.timings.wall.total_s, lesson.timings.phases) == (1, 2.0, {"tests": 0.5})
    assert [(one.wall_s, one.restarts) for one in lesson.submissions] == [(2.0, 1), (None, 0)]


DEGENERATE: dict[str, tuple[Report, ...]] = {
    "nobody": (),
    "one": (row("ada", [1, 0]),),
    "two": (row("ada", [1, 0]), row("bo", [0, 1])),
    "equal": tuple(row(name, [1, 1]) for name in "abcdefghijkl"),
    "unscored": tuple(altered(report(name, []), grader_error="x", points=2.0) for name in "abc"),
    "refused": tuple(altered(row(name, [0, 0]), refused="a PDF") for name in "abc"),
    "blank": (BLANK, altered(BLANK, student="za")),
    "no points": tuple(
        report(name, [mark("a::t", Outcome.PASSED if name < "c" else Outcome.FAILED, points=0.0)])
        for name in "abcd"
    ),
    "no tests": (report("ada", []),),
    "plain asserts": tuple(report(name, [mark("cell")]) for name in "abc"),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_a_class_with_little_to_count_is_counted(name: str) -> None:
    from gradlab.overview.page import page
    from gradlab.overview.tables import tables

    overview = facts_of(*DEGENERATE[name])
    jsonschema.validate(msgspec.json.decode(overview.to_json()), msgspec.json.decode(schema()))
    assert b"nan" not in page(overview).lower()
    assert "nan" not in str(tables(overview)).lower()


def test_a_test_worth_nothing_has_the_share_that_passes() -> None:
    assert shares(facts_of(*DEGENERATE["no points"])) == {"a::t": 0.5}


def test_json_is_what_the_schema_says_and_reads_back() -> None:
    overview = facts_of(*class_of(40), bank=variants(), waiting=[("eve", "08-loops")])
    written = overview.to_json()
    validator = jsonschema.Draft202012Validator(msgspec.json.decode(schema()))
    validator.validate(msgspec.json.decode(written))
    assert msgspec.json.decode(written, type=Overview) == overview
    broken = msgspec.json.decode(written)
    broken["assignments"][0]["tests"][0]["discrimination"] = 1.5
    assert not validator.is_valid(broken)


def test_the_schema_in_the_package_is_the_layout_s(root: Path) -> None:
    kept_schema = (root / "gradlab" / "overview" / "schema.json").read_bytes()
    assert kept_schema == schema(), (
        "write it anew: python -m gradlab.overview.facts > gradlab/overview/schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(msgspec.json.decode(kept_schema))


def test_the_order_in_which_reports_are_read_changes_nothing() -> None:
    class_ = class_of(30)
    assert facts_of(*class_, bank=variants()) == facts_of(*reversed(class_), bank=variants())
