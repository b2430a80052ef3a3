"""A report is data: the same verdict gives the same bytes, and other bytes are refused."""

import pytest

from gradlab.grade.report import CellMark, Mark, Outcome, Report, ReportError

MARKS = (
    Mark(test="a-check::test_one", sentence="one", outcome=Outcome.PASSED, earned=1.0, points=1.0, passed=1),
    Mark(
        test="a-check::test_two",
        sentence="two",
        outcome=Outcome.FAILED,
        earned=0.5,
        points=1.0,
        cases=2,
        passed=1,
    ),
)
REPORT = Report(
    student="ada",
    assignment="08-loops",
    notebook="loops",
    earned=1.5,
    points=2.0,
    cells=(CellMark(grade_id="a-check", earned=1.5, points=2.0, tests=MARKS),),
    versions={"python": "3.11", "jax": "0.10.2"},
)


def test_a_report_survives_json() -> None:
    assert Report.from_json(REPORT.to_json()) == REPORT


def test_the_order_of_versions_does_not_change_the_bytes() -> None:
    turned = Report.from_json(
        REPORT.to_json().replace(
            b'"jax": "0.10.2",\n  "python": "3.11"', b'"python": "3.11",\n  "jax": "0.10.2"'
        )
    )
    assert turned.to_json() == REPORT.to_json()


def test_partly_earned_points_are_a_lost_test() -> None:
    assert REPORT.lost() == {"a-check::test_two"}


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format": 1, "student": 3}', b"not json"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ReportError, match="not a gradlab report"):
        Report.from_json(data)
