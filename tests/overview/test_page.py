"""The page: whole in itself, escaped, of bounded size, and the same for the same class."""

from __future__ import annotations

import base64
import csv
import io
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from synthetic_class import class_of, facts_of, kept, mark, report, row, variants

from gradlab.grade.report import Outcome, Timing
from gradlab.overview.facts import Overview
from gradlab.overview.markup import Markup, element, joined, message, number, percent
from gradlab.overview.page import page
from gradlab.overview.survey import survey
from gradlab.overview.tables import FILES, tables

VOID = {"meta", "img", "br", "col"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202eevil\u202c",
    "\x1b[2J\x00\x07",
    "=HYPERLINK(1)",
    "x" * 10_000,
    "$\\frac{1}{0}$ {{ 7*7 }}",
    "]]><!--</style>",
]


class Reader(HTMLParser):
    """Reads a page, and holds it to its own closing tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @classmethod
    def of(cls, data: bytes) -> Reader:
        reader = cls()
        reader.feed(data.decode())
        reader.close()
        assert reader.open == []
        return reader


def timed(size: int, assignments: tuple[str, ...] = ("08-loops",)) -> Overview:
    banks = {name: variants() for name in assignments}
    return survey(kept(*class_of(size, assignments), timing=Timing(wall_s=2.0)), course="JAX", banks=banks)


@pytest.fixture(scope="module")
def small() -> bytes:
    return page(timed(30, ("07-trees", "08-loops")))


def test_everything_is_in_the_page_and_nothing_runs(small: bytes) -> None:
    reader = Reader.of(small)
    assert not {tag for tag, _ in reader.tags} & {"script", "link", "iframe", "object", "base", "form"}
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("src") or "data:image/svg+xml;base64,").startswith(
            "data:image/svg+xml;base64,"
        )
        assert tag != "a" or str(attributes["href"]).startswith("#")
    policies = [attributes["content"] for _, attributes in reader.tags if "http-equiv" in attributes]
    assert len(policies) == 1 and str(policies[0]).startswith("default-src 'none';")
    assert b"url(" not in small and b"@import" not in small


def test_figures_have_words_and_parse_and_links_lead_somewhere(small: bytes) -> None:
    reader = Reader.of(small)
    images = [attributes for tag, attributes in reader.tags if tag == "img"]
    assert len(images) == 9
    for attributes in images:
        assert len(attributes["alt"] or "") > 20
        svg = base64.b64decode((attributes["src"] or "").partition(",")[2])
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
        assert b"<script" not in svg and b"20" + b"26-" not in svg
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for tag, a in reader.tags if tag == "a"} <= set(ids)


def test_the_page_says_what_it_must(small: bytes) -> None:
    text = " ".join(Reader.of(small).text)
    for words in (
        "Needs a human eye", "Misconceptions met", "Failed with no known misconception", "How tests ended",
        "Difficulty and discrimination", "Students × tests", "Students × assignments",
        "What grading cost", "How to read this page",
    ):  # fmt: skip
        assert words in text, words
    assert "cheat" not in text.lower() and "plagiar" not in text.lower()


def test_the_same_class_gives_the_same_bytes_in_another_process(small: bytes) -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests/overview'); import matplotlib; matplotlib.rcParams['axes.labelsize'] = 30\n"
        "import test_page; sys.stdout.buffer.write(test_page.page(test_page.timed(30, ('07-trees', '08-loops'))))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert run.stdout == small


@pytest.mark.parametrize("words", HOSTILE)
def test_what_came_from_a_submission_is_text(words: str) -> None:
    marks = [
        mark("a::t", Outcome.FAILED, message=f"{words}\n{words}", hint=words, sentence=words),
        mark("b::t", Outcome.CRASHED, cases=5, passed=4, hint=words),
    ]
    one = report(words, marks, oddities=(words,))
    other = report("ada", marks, refused=words)
    overview = facts_of(one, other, row("bo", [1]), waiting=[(words + "2", "lesson")])
    written = page(overview)
    reader = Reader.of(written)
    known = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "h1",
        "p",
        "nav",
        "ul",
        "li",
        "a",
        "span",
        "main",
    }
    known |= {
        "section",
        "h2",
        "h3",
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "dl",
        "dt",
        "dd",
        "small",
    }
    known |= {"figure", "img", "figcaption", "pre", "abbr", "strong", "footer", "code", "details", "summary"}
    assert {tag for tag, _ in reader.tags} <= known
    assert not [tag for tag, attributes in reader.tags if any(name.startswith("on") for name in attributes)]
    text = "".join(reader.text)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert len(written) < 400_000
    if "script" in words:
        assert words in text
    overview.to_json()


def test_a_folder_whose_name_is_no_text_is_shown() -> None:
    overview = facts_of(row("ada", [1]), waiting=[("\udcff\udcfe", "lesson")])
    assert rb"\udcff\udcfe" in page(overview)
    assert rb"\\udcff\\udcfe" in overview.to_json() and rb"\udcff" in tables(overview)["students.csv"]


def test_a_table_holds_what_the_facts_hold_and_no_formula() -> None:
    overview = facts_of(
        *[report(words, [mark("a::t", Outcome.FAILED, message=words, hint=words)]) for words in HOSTILE]
    )
    files = tables(overview)
    assert tuple(files) == FILES
    for data in files.values():
        head, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
        assert rows or data.startswith(b"kind")
        for cells in rows:
            assert len(cells) == len(head)
            assert not [cell for cell in cells if re.match(r"\s*[=+@-]", cell) or "\x1b" in cell], cells
    head, *rows = csv.reader(io.StringIO(files["students.csv"].decode(), newline=""))
    assert [dict(zip(head, cells, strict=True))["earned"] for cells in rows] == ["0.0"] * len(HOSTILE)
    assert "'=HYPERLINK(1)" in files["students.csv"].decode()


def test_tables_hold_the_numbers() -> None:
    overview = facts_of(row("ada", [1, 1]), row("bo", [1, 0]), row("cy", [0, 0]), row("di", [0, 0.5]))
    head, first, _ = csv.reader(io.StringIO(tables(overview)["tests.csv"].decode(), newline=""))
    cells = dict(zip(head, first, strict=True))
    (test, _) = overview.assignments[0].tests
    assert (cells["n"], cells["share"], cells["passed"], cells["failed"]) == ("4", "0.5", "2", "2")
    assert float(cells["discrimination"]) == pytest.approx(test.discrimination or 0, abs=1e-6)


@pytest.mark.parametrize(("size", "limit"), [(300, 260_000), (2000, 340_000)])
def test_a_large_class_has_a_page_of_bounded_size(size: int, limit: int) -> None:
    overview = timed(size)
    written = page(overview)
    Reader.of(written)
    assert len(written) < limit
    assert f"{size:,} graded" in written.decode() and "students.csv" in written.decode()
    # Names of sixty at most stand in one place, whatever the class.
    assert (
        max(len(re.findall(r"<th scope=\"row\">", part)) for part in written.decode().split("<table")) <= 130
    )


def test_a_sign_in_every_cell_says_what_its_shade_says() -> None:
    marks = [mark(f"a::t{place}", outcome) for place, outcome in enumerate(Outcome)]
    marks.append(mark("a::u", Outcome.FAILED, earned=0.5))
    reader = Reader.of(page(facts_of(report("ada", marks))))
    text = [word for word in reader.text if len(word) == 1]
    for sign in "+−.ETMC5":
        assert sign in text


def test_rows_are_sorted_by_total_and_columns_by_difficulty() -> None:
    class_ = [row("cy", [0, 1, 0]), row("bo", [0, 1, 1]), row("ada", [0, 1, 0]), row("di", [1, 1, 1])]
    html = page(facts_of(*class_)).decode()
    grid = html[html.index("Students × tests") :]
    grid = grid[: grid.index("</table>")]
    assert re.findall(r"<abbr[^>]*>(\d+)<", grid) == ["2", "3", "1"]
    assert re.findall(r'<th scope="row">(\w+)<', grid) == ["di", "bo", "ada", "cy"]


def test_markup_escapes_what_it_did_not_make() -> None:
    assert element("p", "<b>", Markup("<i></i>"), title='"&') == '<p title="&quot;&amp;">&lt;b&gt;<i></i></p>'
    assert joined("a", None, ["b", element("br")]) == "ab<br>"
    assert message("a\n" * 50) == "<pre>" + "a\n" * 10 + "… 40 more lines</pre>"
    assert message("") is None
    assert element("p", "\x1b\u202e", title="\x07") == '<p title="\\x07">\\x1b\\u202e</p>'


def test_numbers_are_written_for_people() -> None:
    assert [percent(x) for x in (None, 0.0, 0.001, 0.5, 0.999, 1.0, 1.2)] == [
        "–",
        "0 %",
        "< 1 %",
        "50 %",
        "> 99 %",
        "100 %",
        "120 %",
    ]
    assert [number(x, ".2f") for x in (None, -0.001, -0.5, 2.0)] == ["–", "0.00", "−0.50", "2.00"]
    assert [number(x) for x in (2.0, 2.504, -1.0)] == ["2", "2.5", "−1"]
