"""A test cell's outline is read from its source: tests, points, hidden or not, and whether it runs checks."""

from gradlab.testcell import hidden_lines, outline

CELL = '''"""`f` doubles.

More."""


def test_two():
    assert f(2) == 4


### BEGIN HIDDEN TESTS
@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.points(2.5)
def test_any(n):
    """Any n is doubled.

    Even 0."""
    assert f(n) == 2 * n
### END HIDDEN TESTS

check.run()
'''


def test_tests_are_named_worth_and_hidden_as_written() -> None:
    visible, hidden = outline(CELL).tests
    assert (visible.name, visible.sentence, visible.points, visible.hidden) == ("test_two", "two", 1.0, False)
    assert (hidden.name, hidden.sentence, hidden.points, hidden.hidden) == (
        "test_any",
        "Any n is doubled.",
        2.5,
        True,
    )


def test_the_cell_says_what_it_checks_and_is_worth_the_sum() -> None:
    plan = outline(CELL)
    assert (plan.doc, plan.points, plan.runs_checks) == ("`f` doubles.", 3.5, True)


def test_a_cell_of_plain_asserts_runs_no_checks() -> None:
    plan = outline("assert f(2) == 4\n2.5")
    assert not plan.runs_checks and plan.tests == ()


def test_a_hidden_region_includes_its_markers() -> None:
    assert hidden_lines("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc") == {2, 3, 4}
