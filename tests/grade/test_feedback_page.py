"""The page that a student gets back: what is on it, and what is not, read as a browser reads it."""

from __future__ import annotations

import re
import shutil
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import feedback_pages
import html5lib
import pytest
from feedback_pages import SECRET
from gradebook_course import Classroom
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from playwright.sync_api import sync_playwright

from gradlab.grade.gradebook import config

CSS = (config.TEMPLATES / config.TEMPLATE / "page.css").read_text()

MATH = "{http://www.w3.org/1998/Math/MathML}math"

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDER = """() => [...document.querySelectorAll('body *')].filter(
    one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).display !== 'inline'
        && one.namespaceURI.endsWith('xhtml')
).map(one => one.outerHTML.slice(0, 80))"""
"""The elements that hold more than they show from side to side."""


class Page:
    """A page, parsed as the standard of HTML says."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text()
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree = parser.parse(self.text)
        self.errors = parser.errors

    def all(self, path: str) -> list[Any]:
        found: list[Any] = self.tree.findall(f".//{path}")
        return found

    def words(self, path: str = "body") -> list[str]:
        """Return what the elements say, with single spaces."""
        return [" ".join("".join(one.itertext()).split()) for one in self.all(path)]


def written(course: Classroom, reveal: str = "hint", settings: str = "", student: str = "ada") -> Page:
    """Write feedback as `nbgrader generate_feedback` does, and return the page."""
    file = course.root / "nbgrader_config.py"
    before = file.read_text()
    file.write_text(f"{before.replace('gradebook.configure(c)', '')}\n{settings}\ngradebook.configure(c)\n")
    try:
        app = config.application(course.root)
    finally:
        file.write_text(before)
    app.config.HideTests.reveal = reveal
    coursedir = CourseDirectory(parent=app, root=str(course.root), assignment_id="a1")
    GenerateFeedback(coursedir=coursedir, parent=app, force=True).start()
    return Page(course.root / "feedback" / student / "a1" / "one.html")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return feedback_pages.graded(tmp_path_factory.mktemp("page") / "course")


@pytest.fixture(scope="module")
def page(course: Classroom) -> Page:
    """What nbgrader's own command writes."""
    run = course.nbgrader("generate_feedback", "a1", "--force")
    assert run.returncode == 0, run.stderr
    return Page(course.root / "feedback" / "ada" / "a1" / "one.html")


def test_the_head_says_whose_it_is_and_what_it_earned(page: Page) -> None:
    (head,) = page.words("header")
    assert head == "growth a1 Notebook one Student Ada <b>Lovelace</b> (ada) Total 3 of 13"
    assert page.words("title") == ["a1: 3 of 13 – Ada <b>Lovelace</b> (ada)"]


def test_the_table_tells_each_exercise_and_leads_to_it(page: Page) -> None:
    assert page.words("tbody/tr") == [
        "Exercise 1: path 1 of 3 checks passed 1 of 4",
        "Exercise 2: slope 0 of 1 checks passed 0 of 2",
        "Exercise 3: words marked by a person 2.5 of 3",
        "Exercise 4: draw not yet marked by a person 0 of 4",
    ]
    assert page.words("tfoot/tr") == ["Late penalty handed in 1 hour 30 minutes late −0.5", "Total 3 of 13"]
    assert "Marks that a person gives are still to come." in page.words("p")
    targets = [one.get("href").removeprefix("#") for one in page.all("tbody//a")]
    assert targets == [one.get("id") for one in page.all("section")]
    titles = [f"{one.rpartition(' of ')[0].rpartition(' ')[0]}" for one in page.words("section/h2")]
    assert titles == page.words("tbody//a")


def test_each_check_tells_outcome_sentence_points_message_and_hint(page: Page) -> None:
    first, start, once, slope = page.words("li[@class]")
    assert first.startswith("✗ failed first powers 0 of 1 check.close: `history` has the right shape")
    assert "at [0]: yours 1.0, expected 2.0" in first
    assert first.endswith("Hint: off by one: look at whether the start belongs to the history")
    assert start == "✓ passed any start hidden check 1 of 1"
    assert once == (
        "✗ failed The loop is compiled once, whatever its length. hidden check 1 of 2 cases 0 of 2"
        " a hidden check does not get the value it expects Hint: use lax.scan"
    )
    assert slope.startswith("✗ error slope-check hidden check 0 of 2 your code raises")


def test_the_students_own_work_is_there(page: Page) -> None:
    (first, *_) = page.all("section")
    shown = "".join(first.itertext())
    assert (
        "powers.append(x ** (len(powers) + 1))" in shown and "(Array([2., 4., 8.], dtype=float32),)" in shown
    )
    (picture,) = first.findall(".//figure/img")
    assert picture.get("src").startswith("data:image/png;base64,") and picture.get("alt")
    assert "My drawing is above." in page.words("section")[3]


def test_formulas_are_set(page: Page) -> None:
    assert [one.get("alttext") for one in page.all(MATH)] == ["x_{t+1} = a x_t", r"x, x^2, \dots, x^n"]


def test_comments_are_there(page: Page) -> None:
    comments = [one for one in page.words("aside") if one.startswith("Comment")]
    assert comments == ["Comment Look at scan again.", "Comment Well said. <script>canary()</script>"]


def test_the_rest_of_the_notebook_is_folded(page: Page) -> None:
    first, second = page.words("details")
    assert "You will be able to write a loop" in first and "import jax.numpy" in first
    assert second.endswith("Now slopes.")


def test_what_is_unusual_is_told(page: Page) -> None:
    assert any(one.startswith("Something about this notebook is unusual") for one in page.words("aside"))


@pytest.mark.parametrize(
    ("reveal", "told", "kept_back"),
    [
        ("name", ["test_any_start", "test_compiles_once"], ["any start", "compiled once", "use lax.scan", "a hidden"]),
        ("sentence", ["any start", "The loop is compiled once"], ["test_any", "use lax.scan", "a hidden check does"]),
        ("hint", ["any start", "The loop is compiled once", "use lax.scan", "a hidden check does"], ["test_any"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("template", ["", 'c.HTMLExporter.template_name = "feedback"'])
def test_a_hidden_check_reveals_what_the_course_lets_it(
    course: Classroom, reveal: str, told: list[str], kept_back: list[str], template: str
) -> None:
    page = written(course, reveal, template)
    assert ('id="notebook-container"' in page.text) == bool(template), (
        "nbgrader's page reveals no more than ours"
    )
    for words in told:
        assert words in page.text
    for words in (*kept_back, SECRET, "HIDDEN TESTS", "check.program", "assert slope(1"):
        assert words not in page.text or (words == "assert slope(1" and template)
    for words in ("first powers", "off by one", "expected 2.0"):
        assert words in page.text, "of visible checks everything is told"


def test_a_notebook_of_an_earlier_version_reveals_no_more(course: Classroom) -> None:
    path = course.root / "autograded" / "ada" / "a1" / "one.ipynb"
    before = path.read_bytes()
    try:
        path.write_bytes(before.replace(b'"marks": {', b'"other": {'))
        assert "use lax.scan" not in written(course, "sentence").text
        assert "use lax.scan" in written(course, "hint").text
    finally:
        path.write_bytes(before)


def test_nothing_of_a_student_s_is_alive(page: Page) -> None:
    assert page.errors == []
    assert not page.all("script") and not page.all("iframe")
    assert not [one for one in page.tree.iter() if any(name.startswith("on") for name in one.attrib)]
    assert not [c for c in page.text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf")]
    assert page.text.count("canary()") == page.text.count("script&gt;canary()&lt;/script") + page.text.count(
        "onerror=canary()&gt;"
    )


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    assert not page.all("link")
    assert {one.get("src").partition(":")[0] for one in page.all("img")} == {"data", "x"}
    assert "url(" not in CSS and "@import" not in CSS
    policy = page.all("meta[@http-equiv]")[0].get("content")
    assert policy.startswith("default-src 'none'")
    assert [one.get("href") for one in page.all("a") if not one.get("href").startswith("#")] == [
        "https://example.org/far.png"
    ]


def test_a_reader_of_screens_finds_the_way(page: Page) -> None:
    assert page.tree.get("lang") == "en"
    levels = [int(one.tag[1]) for one in page.tree.iter() if re.fullmatch("h[1-6]", str(one.tag))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 or before == 1 for before, after in pairwise(levels))
    assert all(one.get("alt") for one in page.all("img"))
    assert {one.get("scope") for one in page.all("th")} == {"row", "col"}
    assert len(page.all("main")) == len(page.all("caption")) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")
def test_a_browser_loads_nothing_and_cuts_nothing_off(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page.text)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page()
        asked: list[str] = []
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(file.as_uri())
        # The picture of a relative name, that somebody may have handed in beside the notebook.
        assert [url for url in asked if not url.startswith("data:")] == [
            file.as_uri(),
            f"{tmp_path.as_uri()}/x",
        ]
        shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for medium, width in (("screen", 360), ("screen", 1200), ("print", 673)):
            shown.emulate_media(media=medium)  # type: ignore[arg-type]
            shown.set_viewport_size({"width": width, "height": 800})
            wide = shown.evaluate(WIDER)
            assert wide == [], (medium, width)
        assert shown.locator(".output").first.evaluate("one => getComputedStyle(one).maxHeight") == "none"
        shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
        assert not shown.locator("details").first.is_visible(), "what is folded is not printed"
        browser.close()


def luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_pair_of_colours_can_be_read() -> None:
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", CSS)) | {"white": "#ffffff"}
    pairs = [
        ("won", "won-pale"),
        ("lost", "lost-pale"),
        ("ink", "note-pale"),
        ("link", "note-pale"),
        ("link", "pale"),
    ]
    pairs += [(name, ground) for name in ("ink", "soft", "link") for ground in ("white", "pale")]
    of_code = [
        (colour, named["pale"]) for colour in re.findall(r"\.highlight [^{]*\{ color: (#[0-9a-f]{6})", CSS)
    ]
    assert len(of_code) == 5
    for one, other in [*((named[a], named[b]) for a, b in pairs), *of_code]:
        dark, light = sorted((luminance(one), luminance(other)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (one, other)


def test_a_course_builds_its_own_template_on_ours(course: Classroom) -> None:
    folder = course.root / "templates" / "growing"
    folder.mkdir(parents=True)
    (folder / "conf.json").write_text('{"base_template": "gradlab"}')
    (folder / "index.html.j2").write_text(
        "{% extends 'gradlab.html.j2' %}{% block foot %}<p>Questions? Room 12, {{ facts.student }}.</p>{% endblock %}"
    )
    page = written(
        course,
        settings='c.FeedbackExporter.template_name = "growing"\n'
        'c.FeedbackExporter.extra_template_basedirs = ["templates"]',
    )
    assert page.words("footer") == ["Questions? Room 12, Ada <b>Lovelace</b> (ada)."]
    assert len(page.all("section")) == 4
