"""A student's evening in JupyterLab: exercises solved by typing, check cells run, nbgrader's Validate pressed."""

from __future__ import annotations

from pathlib import Path

import evening
import nbformat
import pytest
from jupyter import Jupyter
from playwright.sync_api import Locator, Page, expect
from test_cli import gradlab

pytestmark = pytest.mark.slow

NAME = evening.ASSIGNMENT
STUB = "raise NotImplementedError()"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a student has: the released notebook, and nothing of the course's configuration."""
    root = evening.course_in(tmp_path)
    built = gradlab(root, "build")
    assert built.returncode == 0, built.stderr
    folder = tmp_path / "student"
    folder.mkdir()
    (root / "release" / NAME / f"{NAME}.ipynb").rename(folder / f"{NAME}.ipynb")
    return folder


def test_an_evening_in_jupyterlab(page: Page, folder: Path, tmp_path: Path) -> None:
    with Jupyter(folder, tmp_path / "home") as jupyter:
        page.goto(jupyter.page(f"lab/tree/{NAME}.ipynb"))
        expect(page.locator(".jp-Notebook .jp-CodeCell")).to_have_count(6)
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle")
        for given in ("import jax.numpy", "def double", "def total"):
            run(page, cell_with(page, given))
        shown = run(page, cell_with(page, "`double` doubles"))
        expect(shown.locator(".jp-RenderedHTML")).to_contain_text("not attempted yet: two")

        solve(page, cell_with(page, "def double"), "return x + x")
        shown = run(page, cell_with(page, "`double` doubles"))
        expect(shown.locator(".jp-RenderedHTML")).to_contain_text("passed: two")
        shown = run(page, cell_with(page, "`total` adds up"))
        expect(shown.locator(".jp-RenderedHTML")).to_contain_text("not attempted yet: three")
        page.screenshot(path=tmp_path / "half.png")

        said = validated(page, tmp_path / "validated.png")
        assert said.count("The following cell failed") == 1
        assert "`total` adds up" in said and "`double` doubles" not in said
        saved = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
        assert ["return x + x" in cell.source for cell in saved.cells if cell.id == "double"] == [True]

        solve(page, cell_with(page, "def total"), "return jnp.sum(x)")
        shown = run(page, cell_with(page, "`total` adds up"))
        expect(shown.locator(".jp-RenderedHTML")).to_contain_text("passed: three")
        assert "Success! Your notebook passes all the tests." in validated(page, tmp_path / "success.png")


def cell_with(page: Page, text: str) -> Locator:
    """Return the cell of the notebook whose code holds a text."""
    return page.locator(".jp-Notebook .jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text))


def run(page: Page, cell: Locator) -> Locator:
    """Run a cell by the keyboard, and return its outputs once it has run."""
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).not_to_contain_text("*")
    return cell.locator(".jp-OutputArea")


def solve(page: Page, cell: Locator, code: str) -> None:
    """Type a solution over the stub, and run the cell."""
    cell.locator(".cm-line", has_text=STUB).click()
    page.keyboard.press("End")
    for _ in STUB:
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.type(code)
    expect(cell.locator(".cm-content")).not_to_contain_text("NotImplementedError")
    expect(cell.locator(".cm-content")).to_contain_text(code)
    run(page, cell)


def validated(page: Page, picture: Path) -> str:
    """Press Validate, and return what its dialog says."""
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Validation Results")
    page.screenshot(path=picture)
    text = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)
    return text
