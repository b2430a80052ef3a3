"""The report of a cell, as text and as HTML."""

from __future__ import annotations

import sys

from check_cells import text as block

from gradlab.check import _report
from gradlab.check._results import CellResult, TestResult

PASSED = TestResult("test_a", "two cubed is eight", "passed", 1.0, 1.0, "", "", 1, 1)
FAILED = TestResult(
    "test_b", "any <power>", "failed", 0.0, 1.0, "check.close: `f(2)` is 4\n  yours 4", "it is <n>", 1, 0
)
STUB = TestResult("test_c", "one loop", "not attempted", 0.0, 2.0, "", "", 1, 0)
TIMEOUT = TestResult("test_d", "it ends", "timeout", 0.0, 1.0, "no answer after 5 s", "", 1, 0)
CELL = CellResult((PASSED, FAILED, STUB, TIMEOUT), 1.0, 5.0, "`power` multiplies.\n\nAt length.")


def test_text():
    printed = {"test_b": "one\ntwo\nthree\nfour\nfive", "test_a": "never shown"}
    assert _report.text(CELL, printed, visible_only=True) == block(
        """
        `power` multiplies.
        passed: two cubed is eight
        failed: any <power>
          check.close: `f(2)` is 4
            yours 4
          printed: one
          printed: two
          printed: three
          printed: … 2 more lines

          hint: it is <n>
        not attempted yet: one loop
        timeout: it ends
          no answer after 5 s
        1 of 4 visible checks pass; hidden checks run when graded
        """
    )


def test_graded_cell_counts_all_tests():
    assert _report.text(CELL, {}, visible_only=False).endswith("\n1 of 4 checks pass")


def test_all_passing_is_said_without_a_cheer():
    cell = CellResult((PASSED,), 1.0, 1.0, "")
    assert _report.text(cell, {}, visible_only=True) == block(
        """
        passed: two cubed is eight
        1 of 1 visible checks pass; hidden checks run when graded
        """
    )


def test_html_says_the_same_and_escapes_it():
    page = _report.html(CELL, {"test_b": "<script>"}, visible_only=True)
    assert "<b>failed:</b> any &lt;power&gt;" in page
    assert "<div><code>power</code> multiplies.</div>" in page
    assert "printed: &lt;script&gt;" in page
    assert "hint: it is &lt;n&gt;" in page
    assert "1 of 4 visible checks pass; hidden checks run when graded" in page
    assert "<script>" not in page


def test_printed_outside_of_ipython(capsys):
    assert "IPython" not in sys.modules or sys.modules["IPython"].get_ipython() is None
    _report.show(CellResult((PASSED,), 1.0, 1.0, ""), {}, visible_only=False)
    assert capsys.readouterr().out == "passed: two cubed is eight\n1 of 1 checks pass\n"
