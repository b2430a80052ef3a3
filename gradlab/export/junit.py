"""Reports as JUnit XML, which CI servers read: a suite for each submission, a case for each test.

A test that failed is a failure; one that could not be finished (an exception, a time limit, a crash) is an error; one that was
not attempted, or that a person marks, is skipped. `cli` imports this room.

Source: the schema `junit-10.xsd` of Jenkins's xUnit plugin.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from gradlab.export.verdicts import Verdict
from gradlab.grade.report import CellMark, Mark, Outcome, Report
from gradlab.notebook import printable, visible

KINDS = {
    Outcome.FAILED: "failure",
    Outcome.NOT_ATTEMPTED: "skipped",
    Outcome.MANUAL: "skipped",
    Outcome.ERROR: "error",
    Outcome.TIMEOUT: "error",
    Outcome.MEMORY: "error",
    Outcome.CRASHED: "error",
    Outcome.GRADER_ERROR: "error",
}
"""The element that tells what became of a test; a passed one has none."""

NAME_CHARACTERS, TEXT_CHARACTERS = 300, 10_000


def suites(verdicts: Sequence[Verdict]) -> bytes:
    """Write the file, in UTF-8."""
    root = ElementTree.Element("testsuites", name="gradlab")
    for verdict in verdicts:
        root.append(_suite(verdict))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(verdict: Verdict) -> ElementTree.Element:
    report = verdict.report
    name = "/".join(map(_name, (report.student, report.assignment, report.notebook)))
    suite = ElementTree.Element("testsuite", name=name)
    properties = ElementTree.SubElement(suite, "properties")
    facts = {"earned": f"{report.earned:g}", "points": f"{report.points:g}", "digest": report.digest}
    for key, value in facts.items():
        ElementTree.SubElement(properties, "property", name=key, value=value)
    cases = [_case(report, cell, mark) for cell in report.cells for mark in cell.tests]
    cases += [_manual(report, cell) for cell in report.cells if cell.manual and not cell.tests]
    cases += _whole(report)
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(element) is not None for case in cases)))
    suite.set("time", f"{verdict.timing.wall_s:.3f}")
    if report.oddities:
        ElementTree.SubElement(suite, "system-out").text = _text("\n".join(report.oddities))
    return suite


def _case(report: Report, cell: CellMark, mark: Mark) -> ElementTree.Element:
    case = _named(report, cell.grade_id, mark.test.rpartition("::")[2])
    if mark.outcome is not Outcome.PASSED:
        said = f"{mark.sentence}: {mark.outcome.value}, {mark.earned:g} of {mark.points:g} points"
        _fate(case, KINDS[mark.outcome], mark.outcome, said, mark.message, mark.hint)
    return case


def _manual(report: Report, cell: CellMark) -> ElementTree.Element:
    case = _named(report, cell.grade_id, cell.grade_id)
    _fate(case, "skipped", Outcome.MANUAL, "a person marks this cell")
    return case


def _whole(report: Report) -> list[ElementTree.Element]:
    """Return what befell the submission as a whole: a suite without it would look as if nothing were wrong."""
    found = []
    for what, kind in ((report.refused, "failure"), (report.grader_error, "error")):
        if what:
            outcome = Outcome.FAILED if kind == "failure" else Outcome.GRADER_ERROR
            case = _named(report, "submission", "the submission is graded")
            _fate(case, kind, outcome, what)
            found.append(case)
    return found


def _named(report: Report, grade_id: str, name: str) -> ElementTree.Element:
    place = ".".join(map(_name, (report.assignment, report.notebook, grade_id)))
    return ElementTree.Element("testcase", classname=place, name=_name(name))


def _fate(
    case: ElementTree.Element, kind: str, outcome: Outcome, said: str, message: str = "", hint: str = ""
) -> None:
    element = ElementTree.SubElement(case, kind, type=outcome.value, message=_name(said))
    element.text = _text("\n".join(filter(None, (message, hint and f"hint: {hint}")))) or None


def _name(text: str) -> str:
    return printable(text, limit=NAME_CHARACTERS)


def _text(text: str) -> str:
    # XML has no way at all to write most control characters: they are shown as escapes.
    return visible(text[:TEXT_CHARACTERS])
