"""Which misconceptions a class shows, by the bank's hints; and what no file explains."""

from __future__ import annotations

from pathlib import Path

from synthetic_class import HIDDEN_FAILED, facts_of, mark, report

from gradlab.course.bank import Variant
from gradlab.grade.report import Outcome, Report

FAILED, ERROR = Outcome.FAILED, Outcome.ERROR
TESTS = ("scan-check::test_a", "scan-check::test_b", "scan-check::test_c", "loop-check::test_a")


def wrong(name: str, loses: str, hint: str, kind: str = "wrong") -> Variant:
    tests = frozenset(loses.split())
    return Variant(f"{kind}-{name}", kind, Path(name), f"About {name}.", loses=tests, hint=hint, source="M1")


SWAPPED = wrong("swapped", "scan-check::test_a scan-check::test_b", "the body is (carry, x)")
UNROLLED = wrong("unrolled", "scan-check::test_c", "a Python loop is unrolled")


def lose(student: str, *, outcome: Outcome = FAILED, **hints: str) -> Report:
    """Lose tests by their last letter, each with a hint; in the cell `scan-check`."""
    return report(
        student,
        [
            mark(test, outcome, hint=hints[test[-1]], message="m" * (test[-1] == "a"), hidden=test[-1] != "a")
            if test.startswith("scan") and test[-1] in hints
            else mark(test)
            for test in TESTS
        ],
    )


def met(
    *reports: Report, bank: tuple[Variant, ...] = (SWAPPED, UNROLLED)
) -> list[tuple[str, tuple[str, ...]]]:
    (facts,) = facts_of(*reports, bank=bank).assignments
    return [(one.name, one.students) for one in facts.misconceptions]


def test_students_are_counted_by_the_hint_on_a_test_that_the_file_loses() -> None:
    hint = "the body is (carry, x), carry first"
    class_ = [
        lose("ada", a=hint, b=hint),
        lose("bo", b=hint),
        lose("cy", c="a Python loop is unrolled"),
        lose("di"),
    ]
    assert met(*class_) == [("swapped", ("ada", "bo")), ("unrolled", ("cy",))]
    (facts,) = facts_of(*class_, bank=(SWAPPED, UNROLLED)).assignments
    first = facts.misconceptions[0]
    assert (first.count, first.idea, first.source) == (2, "About swapped.", "M1")
    assert first.said == hint and first.hint == SWAPPED.hint
    assert first.tests == ("scan-check::test_b", "scan-check::test_a") and first.example == "m"
    assert facts.unexplained == ()
    assert {one.student: one.misconceptions for one in facts.submissions}["bo"] == ("swapped",)


def test_a_hint_wrapped_otherwise_is_the_same_and_one_in_the_message_counts() -> None:
    assert met(lose("ada", a="the body\n  is (carry,\n x)")) == [("swapped", ("ada",))]
    in_message = report(
        "bo", [mark(TESTS[0], FAILED, message="assert 1\nthe body is (carry, x)"), *map(mark, TESTS[1:])]
    )
    assert met(in_message) == [("swapped", ("bo",))]


def test_the_right_hint_on_a_test_that_the_file_keeps_is_not_it() -> None:
    assert met(lose("ada", c=SWAPPED.hint)) == []
    assert met(lose("ada", a="something else")) == []


def test_of_files_with_one_hint_the_one_that_loses_the_same_tests_counts() -> None:
    whole = wrong("whole", "scan-check::*", SWAPPED.hint)
    hint = SWAPPED.hint
    assert met(lose("ada", a=hint, b=hint), bank=(whole, SWAPPED)) == [("swapped", ("ada",))]
    assert met(lose("ada", a=hint, b=hint, c=hint), bank=(whole, SWAPPED)) == [("whole", ("ada",))]
    # What a file loses in other exercises does not make it fit worse here.
    far = wrong("z-far", "scan-check::test_a scan-check::test_b loop-check::*", SWAPPED.hint)
    assert met(lose("ada", a=hint, b=hint), bank=(whole, far)) == [("z-far", ("ada",))]


def test_only_wrong_files_with_a_hint_are_misconceptions() -> None:
    right = wrong("fine", "scan-check::*", SWAPPED.hint, kind="right")
    silent = wrong("silent", "scan-check::*", "")
    assert met(lose("ada", a=SWAPPED.hint), bank=(right, silent)) == []


def test_what_was_not_attempted_shows_no_idea() -> None:
    stub = lose("ada", outcome=Outcome.NOT_ATTEMPTED, a=SWAPPED.hint, b="")
    (facts,) = facts_of(stub, bank=(SWAPPED,)).assignments
    assert facts.misconceptions == () and facts.unexplained == ()


def test_what_no_file_explains_is_listed_once_an_exercise_and_hint() -> None:
    (facts,) = facts_of(
        lose("ada", outcome=ERROR, a="how many values?", b="how many values?"),
        lose("bo", outcome=ERROR, b="how many values?"),
        lose("cy", a="", c="other"),
        bank=(SWAPPED,),
    ).assignments
    first, *others = facts.unexplained
    assert (first.exercise, first.outcome, first.count, first.students) == (
        "scan-check",
        "error",
        2,
        ("ada", "bo"),
    )
    assert first.tests == ("scan-check::test_b", "scan-check::test_a") and first.message == "m"
    assert [(one.hint, one.students) for one in others] == [("", ("cy",)), ("other", ("cy",))]


def test_a_hidden_test_s_silence_does_not_hide_what_a_visible_one_says() -> None:
    marks = [
        mark(TESTS[0], FAILED, message=HIDDEN_FAILED, hidden=True, hint="h"),
        mark(TESTS[1], FAILED, message="clear", hint="h"),
    ]
    (facts,) = facts_of(report("ada", marks)).assignments
    assert [one.message for one in facts.unexplained] == ["clear"]
    assert not facts.revealed and not facts.banked


def test_a_refused_file_and_one_that_the_grader_failed_on_show_nothing() -> None:
    hint = SWAPPED.hint
    refused = report("ada", [mark(test, FAILED, hint=hint) for test in TESTS], refused="a PDF")
    broken = report("bo", [mark(test, FAILED, hint=hint) for test in TESTS], grader_error="out of memory")
    assert met(refused, broken) == []


def test_every_file_of_a_real_bank_explains_itself(root: Path) -> None:
    from gradlab.course import Course
    from gradlab.course.bank import variants
    from gradlab.prove import names_of_tests

    assignment = Course(root).assignment("08-loops")
    bank = [one for one in variants(assignment) if one.kind == "wrong" and one.hint]
    tests = names_of_tests(assignment.notebook())
    class_ = [
        report(
            one.name,
            [mark(t, FAILED, hint=one.hint) if t in one.lost(tests) else mark(t) for t in sorted(tests)],
        )
        for one in bank
    ]
    (facts,) = facts_of(*class_, bank=bank).assignments
    found = {student: one.name for one in facts.misconceptions for student in one.students}
    assert facts.unexplained == ()
    # Two files may lose the same tests with the same hint: then either is right.
    for one in bank:
        (named,) = [other for other in bank if other.name == f"wrong-{found[one.name]}"]
        assert named.lost(tests) & one.lost(tests) and (named.hint in one.hint or one.hint in named.hint)
    assert sum(found[one.name] == one.name.removeprefix("wrong-") for one in bank) >= 0.9 * len(bank)
