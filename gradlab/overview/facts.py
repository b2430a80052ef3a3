"""What is known about a class, as data: the layout of `gradlab report --json`, which page and tables are made from as well.

Every field's meaning stands in its description, which goes into the JSON schema (`schema.json` beside this file). A number
that is not defined is null, never NaN. Imports nothing of ours.
"""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

FORMAT: Literal[1] = 1
"""Version of the JSON layout."""

Share = Annotated[float, Meta(ge=0.0, description="A share: 1 is all; extra credit may go beyond.")]
Count = Annotated[int, Meta(ge=0)]
Correlation = Annotated[float, Meta(ge=-1.0, le=1.0)]
Outcomes = Annotated[
    dict[str, Count], Meta(description="How many results of tests by outcome: 'passed', 'failed', ...")
]
Status = Literal["graded", "refused", "unscored", "not graded"]
"""Of a submission: marks from tests; a file that cannot be one, worth nothing; the grader failed; no report yet."""
Kind = Literal[
    "grader error",
    "refused",
    "damaged report",
    "not graded",
    "no sandbox",
    "crashed",
    "memory",
    "timeout",
    "oddity",
    "needs manual grading",
    "other marks in the gradebook",
    "other tests",
    "near miss",
]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What all of the layout have in common: keyword arguments, and nothing changes."""


class Marks(Fact, frozen=True, kw_only=True):
    """How marks are distributed, in shares of the points; only submissions with marks count."""

    n: Annotated[Count, Meta(description="Submissions with marks.")]
    mean: Share | None = None
    sd: Annotated[float | None, Meta(description="Sample standard deviation (n - 1); null below two.")] = None
    minimum: Share | None = None
    lower_quartile: Share | None = None
    median: Share | None = None
    upper_quartile: Share | None = None
    maximum: Share | None = None
    full: Annotated[Share | None, Meta(description="Share of submissions with all points.")] = None
    zero: Annotated[Share | None, Meta(description="Share of submissions with no point.")] = None
    histogram: Annotated[
        tuple[Count, ...],
        Meta(description="Submissions in each tenth of the points; the last tenth holds all."),
    ] = ()


class Consistency(Fact, frozen=True, kw_only=True):
    """Cronbach's alpha of an assignment's tests."""

    alpha: float | None
    n: Count
    tests: Count
    why_not: Annotated[str, Meta(description="Why there is no alpha; empty where there is one.")] = ""


class Test(Fact, frozen=True, kw_only=True):
    """One test over the class."""

    __test__ = False

    number: Annotated[int, Meta(ge=1, description="Its place in the assignment, as in the figures.")]
    test: str
    exercise: str
    sentence: str
    hidden: bool
    points: float
    n: Annotated[Count, Meta(description="Submissions that share and discrimination rest on.")]
    share: Annotated[
        Share | None,
        Meta(description="Mean share earned: difficulty, where 1 is easy. Passes, if worth nothing."),
    ] = None
    discrimination: Annotated[
        Correlation | None,
        Meta(description="Correlation with the points of all other tests of the assignment."),
    ] = None
    why_not: Annotated[str, Meta(description="Why there is no discrimination; else empty.")] = ""
    outcomes: Outcomes = {}


class Exercise(Fact, frozen=True, kw_only=True):
    """One graded cell over the class."""

    exercise: str
    points: float
    share: Share | None = None
    outcomes: Outcomes = {}


class Misconception(Fact, frozen=True, kw_only=True):
    """A known wrong idea of the bank that reports show, recognised by its hint on a test that it loses."""

    assignment: str
    name: Annotated[str, Meta(description="The bank's file without 'wrong-'.")]
    idea: str
    hint: Annotated[str, Meta(description="The words of the bank by which it is recognised.")]
    said: Annotated[str, Meta(description="The hint that students read.")]
    source: Annotated[str, Meta(description="Where the bank has it from, such as M91.")] = ""
    count: Annotated[Count, Meta(description="Students.")]
    students: tuple[str, ...]
    tests: Annotated[tuple[str, ...], Meta(description="Tests that showed it.")]
    example: Annotated[str, Meta(description="The message of one of them.")] = ""


class Unexplained(Fact, frozen=True, kw_only=True):
    """A loss that no file of the bank explains: a candidate for a new hint."""

    assignment: str
    exercise: str
    outcome: str
    hint: Annotated[str, Meta(description="What students read; empty if there was no hint.")] = ""
    message: Annotated[str, Meta(description="An example, of a visible test if there is one.")] = ""
    count: Annotated[Count, Meta(description="Students.")]
    students: tuple[str, ...]
    tests: Annotated[tuple[str, ...], Meta(description="Tests that were lost so, the most frequent first.")]


class Attention(Fact, frozen=True, kw_only=True):
    """A submission that a person should look at, and why."""

    kind: Kind
    student: str
    assignment: str
    what: str
    tests: tuple[str, ...] = ()
    detail: Annotated[str, Meta(description="The message behind it, if there is one.")] = ""


class Spread(Fact, frozen=True, kw_only=True):
    """Seconds of one kind over the submissions."""

    total_s: float = 0.0
    median_s: float | None = None
    maximum_s: float | None = None


class Timings(Fact, frozen=True, kw_only=True):
    """What grading cost. It varies from run to run."""

    n: Count = 0
    wall: Spread = Spread()
    student_cpu: Spread = Spread()
    judge_cpu: Spread = Spread()
    phases: Annotated[dict[str, float], Meta(description="Seconds of processor time by phase.")] = {}


class StudentMark(Fact, frozen=True, kw_only=True):
    """One student's submission."""

    student: str
    assignment: str
    status: Status
    earned: Annotated[float | None, Meta(description="By the tests; null where there are no marks.")] = None
    points: float = 0.0
    manual: Annotated[float, Meta(description="What people's marks add to, or take from, the tests'.")] = 0.0
    extra_credit: float = 0.0
    late_penalty: float = 0.0
    mark: Annotated[
        float | None,
        Meta(description="Earned, with manual marks and extra credit, less the penalty; at least 0."),
    ] = None
    results: Annotated[
        tuple[Share | None, ...], Meta(description="Share of each test earned, in the order of `tests`.")
    ] = ()
    outcomes: Annotated[tuple[str, ...], Meta(description="Outcome of each test, in the same order.")] = ()
    misconceptions: tuple[str, ...] = ()
    wall_s: float | None = None
    student_cpu_s: float | None = None
    judge_cpu_s: float | None = None
    restarts: Annotated[
        Count, Meta(description="How often the student's process had to be started again.")
    ] = 0


class Assignment(Fact, frozen=True, kw_only=True):
    """One assignment over the class."""

    assignment: str
    points: float
    handed_in: Annotated[Count, Meta(description="Submissions with a report, or in submitted/ without one.")]
    graded: Annotated[Count, Meta(description="With marks; refused files among them.")]
    unscored: Annotated[Count, Meta(description="The grader failed: no mark.")]
    refused: Count
    waiting: Annotated[Count, Meta(description="Handed in and not graded yet.")]
    analysed: Annotated[
        Count,
        Meta(
            description="Submissions that difficulty, discrimination and alpha rest on: not blank, graded by the same tests."
        ),
    ]
    marks: Marks
    consistency: Consistency
    exercises: tuple[Exercise, ...]
    tests: tuple[Test, ...]
    misconceptions: tuple[Misconception, ...]
    unexplained: tuple[Unexplained, ...]
    revealed: Annotated[bool, Meta(description="Whether reports tell what hidden tests compared.")]
    banked: Annotated[bool, Meta(description="Whether the course has a bank for this assignment.")]
    timings: Timings
    submissions: tuple[StudentMark, ...]


class Overview(Fact, frozen=True, kw_only=True):
    """A class."""

    format: Literal[1] = FORMAT
    course: Annotated[str, Meta(description="The name of the course's folder.")]
    anonymous: Annotated[bool, Meta(description="Whether students' names are pseudonyms.")]
    students: Count
    gradebook: Annotated[bool, Meta(description="Whether manual marks and penalties were read.")]
    versions: Annotated[tuple[str, ...], Meta(description="Software that graded, such as 'jax 0.10.2'.")]
    assignments: tuple[Assignment, ...]
    attention: Annotated[tuple[Attention, ...], Meta(description="The gravest first.")]

    def to_json(self) -> bytes:
        """Return the overview as JSON on one line, the same bytes for the same class."""
        return msgspec.json.encode(self, order="deterministic") + b"\n"


def schema() -> bytes:
    """Return the JSON schema of the layout, as `schema.json` holds it."""
    written = msgspec.json.schema(Overview)
    written["title"] = "gradlab report --json"
    return msgspec.json.format(msgspec.json.encode(written, order="sorted"), indent=1) + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(schema())
