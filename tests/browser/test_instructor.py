"""An instructor's day in the formgrader, by its buttons; what each has done is read from the disk and the gradebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import evening
import nbformat
import pytest
from jupyter import Jupyter
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, Locator, Page, expect
from test_cli import gradlab

pytestmark = pytest.mark.slow

NAME = evening.ASSIGNMENT
COMMENT = "Right: *two*, <b>everywhere</b>."


@contextmanager
def gradebook(root: Path) -> Iterator[Any]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "evenings") as book:
        yield book


def test_a_day_in_the_formgrader(page: Page, tmp_path: Path) -> None:
    root = evening.course_in(tmp_path)
    with Jupyter(root, tmp_path / "home") as jupyter:
        formgrader = open_formgrader(page, jupyter)
        generate(formgrader, root)
        set_due_date(formgrader, root)
        released = nbformat.read(root / "release" / NAME / f"{NAME}.ipynb", as_version=4)
        evening.hand_in(root, "mallory", evening.cheating(released.copy()))
        evening.hand_in(root, "ada", evening.honest(released), timestamp=evening.LATE)
        autograde(page, formgrader, root)
        grade_by_hand(page, formgrader, root)
        give_feedback(page, formgrader, root, tmp_path / "exchange")
    regrade(root)


def open_formgrader(page: Page, jupyter: Jupyter) -> FrameLocator:
    """Open it in JupyterLab, by the menu."""
    page.goto(jupyter.page("lab"))
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    return page.frame_locator("iframe")


def row_of(formgrader: FrameLocator, name: str) -> Locator:
    return formgrader.locator("#main-table tr").filter(has_text=name)


def told(formgrader: FrameLocator, title: str = "Success") -> str:
    """Return what the dialog of a button says, and close it."""
    dialog = formgrader.get_by_role("dialog")
    expect(dialog.locator(".modal-title")).to_have_text(title)
    text = dialog.locator(".modal-body").inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)
    assert "Traceback" not in text and "\x1b" not in text
    return text


def generate(formgrader: FrameLocator, root: Path) -> None:
    row = row_of(formgrader, NAME)
    expect(row.locator(".status")).to_have_text("draft")
    expect(row.locator(".num-submissions")).to_have_text("0")
    row.locator(".assign a").click()
    assert f"Successfully created the student version of '{NAME}'" in told(formgrader)
    released = (root / "release" / NAME / f"{NAME}.ipynb").read_text()
    assert "HIDDEN TESTS" not in released and "fori_loop" not in released
    assert released.count("raise NotImplementedError") == 2
    with gradebook(root) as book:
        assert book.find_assignment(NAME).max_score == 9


def set_due_date(formgrader: FrameLocator, root: Path) -> None:
    row_of(formgrader, NAME).locator(".edit a").click()
    dialog = formgrader.get_by_role("dialog")
    dialog.locator(".modal-duedate").fill(evening.DUE)
    dialog.locator(".modal-timezone").fill("+0000")
    dialog.get_by_role("button", name="Save").click()
    expect(row_of(formgrader, NAME).locator(".duedate")).to_contain_text("2026-01-10 18:00:00")
    with gradebook(root) as book:
        assert str(book.find_assignment(NAME).duedate) == "2026-01-10 18:00:00"


def autograde(page: Page, formgrader: FrameLocator, root: Path) -> None:
    """Grade one honest and one hostile notebook."""
    formgrader.get_by_role("link", name="Manage Assignments").click()
    row_of(formgrader, NAME).locator(".num-submissions a").click()
    for student, marks, shown in (("ada", "7 of 7", "7 / 9"), ("mallory", "0 of 7", "0 / 9")):
        row = row_of(formgrader, student)
        expect(row.locator(".status")).to_have_text("needs autograding")
        row.locator(".autograde a").click()
        assert f"{student}, {NAME}/{NAME}: {marks} points, 2 more by hand" in told(formgrader)
        expect(row_of(formgrader, student).locator(".score")).to_have_text(shown)
        expect(row_of(formgrader, student).locator(".status")).to_have_text("needs manual grading")
        assert (root / "autograded" / student / NAME / f"{NAME}.ipynb").exists()
    page.screenshot(path=root.parent / "submissions.png")
    with gradebook(root) as book:
        ada, mallory = (book.find_submission(NAME, student) for student in ("ada", "mallory"))
        assert (ada.score, ada.late_submission_penalty) == (7.0, 1.0)
        assert (mallory.score, mallory.late_submission_penalty) == (0.0, 0.0)


def grade_by_hand(page: Page, formgrader: FrameLocator, root: Path) -> None:
    """Give the task's mark, extra credit and comment; each is saved when its field is left."""
    formgrader.get_by_role("link", name="Manual Grading").click()
    # Assignment and notebook have one name: the addresses tell the two pages apart.
    formgrader.locator(f'#main-table a[href$="/gradebook/{NAME}"]').click()
    formgrader.locator(f'#main-table a[href$="/gradebook/{NAME}/{NAME}"]').click()
    honest = formgrader.locator("#main-table tr").filter(has_text="7 / 9")
    honest.get_by_role("link").first.click()
    expect(formgrader.locator("#double-check")).to_have_attribute("placeholder", "4")
    for field, value, kind in (
        ("#draw", "1.5", "grade"),
        ("#draw_extra_credit", "0.5", "grade"),
        ("#draw-comment", COMMENT, "comment"),
    ):
        with page.expect_response(lambda response, kind=kind: f"/api/{kind}/" in response.url) as saved:
            formgrader.locator(field).fill(value)
            formgrader.locator(field).blur()
        assert saved.value.request.method == "PUT" and saved.value.ok
    page.screenshot(path=root.parent / "manual.png")
    hand_made(root)


def hand_made(root: Path) -> None:
    """What a person has given is in the gradebook, and the late hour costs its point."""
    with gradebook(root) as book:
        grade = book.find_grade("draw", NAME, NAME, "ada")
        assert (grade.auto_score, grade.manual_score, grade.extra_credit) == (None, 1.5, 0.5)
        assert book.find_comment("draw", NAME, NAME, "ada").comment == COMMENT
        ada = book.find_submission(NAME, "ada")
        assert (ada.score, ada.late_submission_penalty) == (9.0, 1.0)


def give_feedback(page: Page, formgrader: FrameLocator, root: Path, exchange: Path) -> None:
    formgrader.get_by_role("link", name="Manual Grading").click()
    formgrader.get_by_role("link", name="Manage Assignments").click()
    row_of(formgrader, NAME).locator(".num-submissions a").click()
    expect(row_of(formgrader, "ada").locator(".score")).to_have_text("9 / 9")
    row_of(formgrader, "ada").locator(".generate-feedback a").click()
    assert "Successfully generated feedback" in told(formgrader)
    feedback = (root / "feedback" / "ada" / NAME / f"{NAME}.html").read_bytes()
    assert b"<b>everywhere</b>" in feedback
    row_of(formgrader, "ada").locator(".release-feedback a").click()
    assert "Successfully released feedback" in told(formgrader)
    (given,) = exchange.glob("evenings/feedback/*.html")
    assert given.read_bytes() == feedback


def regrade(root: Path) -> None:
    """Grading everything again changes nothing that a person gave."""
    run = gradlab(root, "grade", "--force", "--yes")
    assert run.returncode == 0, run.stderr
    assert "7 of 9" in run.stdout
    hand_made(root)
