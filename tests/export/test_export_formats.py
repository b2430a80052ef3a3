"""CSV, JUnit, LTI scores and results.json, each read by a reader that is not ours, with texts meant to break them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hostile import NAMES, TEXT, scores_of
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from schemas import AGS, HERE, RESULTS

from gradlab.export import ags, csv_table, gradescope, junit
from gradlab.export.errors import ExportError
from gradlab.export.roster import Roster
from gradlab.export.scores import Score, Scores, Student
from gradlab.export.verdicts import Verdict
from gradlab.grade.report import CellMark, Mark, Outcome, Report, Timing

XSD = etree.XMLSchema(etree.parse(HERE / "junit-10.xsd"))
# A text of any length: a parser that gives up at ten megabytes is not what is tested.
PARSER = etree.XMLParser(resolve_entities=False)


def report_of(text: str, *outcomes: Outcome, hidden: bool = False, **changes: Any) -> Report:
    """Return a report with a test for each outcome, and the text wherever a text can be."""
    tests = tuple(
        Mark(
            test=f"{text}::test_{number}",
            sentence=text,
            outcome=outcome,
            earned=float(outcome is Outcome.PASSED),
            points=1.0,
            hidden=hidden,
            message="" if outcome is Outcome.PASSED else text,
            hint="" if outcome is Outcome.PASSED else text,
        )
        for number, outcome in enumerate(outcomes)
    )
    earned = sum(mark.earned for mark in tests)
    cells = (CellMark(grade_id=text, earned=earned, points=float(len(tests)), tests=tests),)
    fields = {"student": text, "assignment": "08-loops", "notebook": "loops", "oddities": (text,)} | changes
    return Report(earned=earned, points=float(len(tests)), cells=cells, **fields)


def suites(*reports: Report) -> Any:
    """Return JUnit XML as lxml reads it; the schema holds."""
    verdicts = [Verdict(report, Timing(wall_s=1234.5678)) for report in reports]
    tree = etree.fromstring(junit.suites(verdicts), PARSER)
    XSD.assertValid(tree)
    return tree


def test_the_schema_refuses_what_is_no_junit() -> None:
    tree = suites(report_of("x", Outcome.FAILED))
    del tree[0].attrib["tests"]
    assert not XSD.validate(tree)


def test_every_outcome_has_its_element() -> None:
    tree = suites(report_of("x", *Outcome))
    (suite,) = tree
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")} == {
        "tests": "9",
        "failures": "1",
        "errors": "5",
        "skipped": "2",
        "time": "1234.568",
    }
    assert (tree.get("tests"), tree.get("failures"), tree.get("errors")) == ("9", "1", "5")
    fates = {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}
    assert fates["test_0"] == [] and fates["test_1"] == ["failure"] and fates["test_2"] == ["skipped"]


@pytest.mark.parametrize(
    ("field", "element"), [("refused", "failure"), ("grader_error", "error")], ids=["refused", "broken"]
)
def test_a_submission_that_was_not_graded_is_not_green(field: str, element: str) -> None:
    tree = suites(report_of("x", **{field: "this is a PDF"}))
    assert [one.get("message") for one in tree.iter(element)] == ["this is a PDF"]


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_no_text_breaks_the_xml(text: str) -> None:
    tree = suites(
        report_of(text, Outcome.FAILED, Outcome.PASSED), report_of(text, Outcome.ERROR, refused=text)
    )
    assert [len(list(suite.iter("testcase"))) for suite in tree] == [2, 2]
    (first, *_) = tree.iter("failure")
    assert first.text.isascii() or all(c in "\n\t" or c.isprintable() or c.isspace() for c in first.text)


def payloads(*scores: Score, **students: Student) -> list[dict[str, Any]]:
    table = {(score.student, score.assignment): score for score in scores}
    changed = datetime(2026, 3, 1, 12, 0, 0, 250_000, UTC)
    known = {score.student: students.get(score.student, Student(score.student)) for score in scores}
    made = ags.payloads(Scores({"08-loops": 10.0}, known, table, changed), "08-loops")
    found = [json.loads(line) for line in made.text.splitlines()]
    assert len(found) == made.rows == len(scores)
    for one in found:
        AGS.validate(one)
    return found


def test_a_score_is_as_the_specification_says() -> None:
    handed_in = datetime(2026, 2, 27, 23, 59, tzinfo=UTC)
    (one,) = payloads(Score("ada", "08-loops", 11.0, 0.5, 10.0, False, handed_in))
    assert one == {
        "timestamp": "2026-03-01T12:00:00.250Z",
        "scoreGiven": 10.5,
        "scoreMaximum": 10.0,
        "comment": "08-loops: 10.5 of 10 points; 0.5 taken off for being late",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "userId": "ada",
        "submission": {"submittedAt": "2026-02-27T23:59:00.000Z"},
    }


def test_a_user_s_id_is_the_one_that_nbgrader_was_told() -> None:
    (one,) = payloads(
        Score("ada", "08-loops", 1.0, 0.0, 10.0, False), ada=Student("ada", lms_user_id="lti-7")
    )
    assert one["userId"] == "lti-7"


def test_a_score_that_waits_for_a_person_is_pending_and_none_is_negative() -> None:
    (one,) = payloads(Score("ada", "08-loops", 1.0, 2.0, 10.0, True))
    assert (one["scoreGiven"], one["gradingProgress"]) == (0.0, "PendingManual")


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "2026-03-01T12:00:00Z"},
        {"timestamp": "2026-03-01T12:00:00.250"},
        {"scoreGiven": -1},
        {"gradingProgress": "Graded"},
        {"userId": 5},
        {"scoreMaximum": None},
    ],
    ids=repr,
)
def test_the_schema_refuses_what_the_specification_does(change: dict[str, Any]) -> None:
    (one,) = payloads(Score("ada", "08-loops", 1.0, 0.0, 10.0, False))
    assert AGS.is_valid(one) and not AGS.is_valid(one | change)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5, unique=True))
def test_no_name_breaks_a_line_of_json(names: list[str]) -> None:
    found = payloads(*(Score(name, "08-loops", 1.0, 0.0, 10.0, False) for name in names))
    assert [one["userId"] for one in found] == sorted(names)


def test_user_ids_come_from_the_roster() -> None:
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"],
        ["Ada", "101", "S1", "ADA", "S"],
        ["No id", "", "", "cy", "S"],
    ]
    roster = Roster._of(rows, Path("roster.csv"))
    scores = scores_of({"ada": 1.0, "bo": 2.0, "cy": 3.0})
    made = ags.payloads(scores, "08-loops", roster)
    assert [json.loads(line)["userId"] for line in made.text.splitlines()] == ["101"]
    assert made.unknown == ("bo", "cy")
    by_sis = ags.payloads(scores, "08-loops", roster, user_id="SIS User ID")
    assert json.loads(by_sis.text)["userId"] == "S1"
    with pytest.raises(ExportError, match="two students of the roster have the same Section: S"):
        ags.payloads(scores, "08-loops", roster, user_id="Section")
    with pytest.raises(ExportError, match="no column 'LTI'; it has Student, ID"):
        ags.payloads(scores, "08-loops", roster, user_id="LTI")


def table(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def test_a_student_without_a_score_has_no_zero() -> None:
    scores = scores_of({"ada": 0.0})
    scores.students["bo"] = Student("bo")
    scores = Scores(scores.assignments, scores.students, scores.scores, scores.changed, (("cy", "08-loops"),))
    rows = table(csv_table.of_scores(scores))
    assert [(row["student_id"], row["score"], row["state"]) for row in rows] == [
        ("ada", "0.00", "graded"),
        ("bo", "", "not handed in"),
        ("cy", "", "not graded"),
    ]


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_no_text_is_a_formula_or_another_row(text: str) -> None:
    scores = scores_of({text: 1.0}, **{text: Student(text, text, text, text)})
    rows = table(csv_table.of_scores(scores))
    rows += table(csv_table.of_tests([Verdict(report_of(text, Outcome.FAILED, Outcome.PASSED))]))
    assert len(rows) == 3
    for cell in (cell for row in rows for cell in row.values()):
        assert cell.isprintable()
        assert not cell.lstrip().startswith(("=", "+", "-", "@")) or csv_table_number(cell)


def csv_table_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def results(*reports: Report, hidden: str = "after_published") -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        gradescope.results([Verdict(report, Timing(wall_s=2.0)) for report in reports], hidden)
    )
    RESULTS.validate(content)
    return content


def test_a_hidden_test_tells_its_hint_and_never_its_message() -> None:
    report = report_of("x", Outcome.FAILED, hidden=True)
    mark = report.cells[0].tests[0]
    secret = Mark(**{f: getattr(mark, f) for f in mark.__struct_fields__} | {"message": "power_scan(1.5, 4)"})
    shown = results(
        Report(
            student="ada",
            assignment="08-loops",
            notebook="loops",
            earned=0.0,
            points=1.0,
            cells=(CellMark(grade_id="scan", earned=0.0, points=1.0, tests=(secret,)),),
        )
    )
    (test,) = shown["tests"]
    assert "power_scan" not in json.dumps(shown) and test["output"] == "failed\n\nhint: x"
    assert (test["visibility"], test["name"], test["number"]) == ("after_published", "scan: x", "1.1")


@pytest.mark.parametrize("hidden", gradescope.VISIBILITIES)
def test_when_hidden_tests_are_seen_is_chosen(hidden: str) -> None:
    tests = results(
        report_of("x", Outcome.FAILED), report_of("y", Outcome.FAILED, hidden=True), hidden=hidden
    )["tests"]
    assert [one["visibility"] for one in tests] == ["visible", hidden]


def test_what_could_not_be_graded_has_no_score_and_no_tests() -> None:
    shown = results(report_of("x", Outcome.PASSED), report_of("y", grader_error="no memory"))
    assert "score" not in shown and "tests" not in shown
    assert shown["extra_data"] == {"not_graded_because": "no memory"} and "not your fault" in shown["output"]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_markup_on_gradescope(name: str) -> None:
    shown = results(report_of(name, *Outcome))
    assert shown["score"] == 1.0
    formats = [shown[key] for key in ("output_format", "test_output_format", "test_name_format")]
    assert formats == ["text"] * 3 and {one["output_format"] for one in shown["tests"]} == {"text"}
    assert all(one["name"].isprintable() and len(one["name"]) <= 300 for one in shown["tests"])
