"""Formulas in feedback: what the course writes is set, and nothing that a student types does more than stand there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gradlab.grade.gradebook.formulas import COUNT, LENGTH, formulas


def set_as(tex: str) -> str:
    """Return a formula's MathML without its outermost element."""
    made = formulas(f"${tex}$")
    match = re.fullmatch(r'<math display="inline" alttext="[^"]*"><mrow>(.*)</mrow></math>', made)
    assert match, made
    return match[1]


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        ("x", "<mi>x</mi>"),
        (r"\frac{a}{2}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        ("a &lt; b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (r"\hspace{-9em}x", "<mspace></mspace><mi>x</mi>"),
        (r"\href{javascript:1}{x}", "<mrow><mrow><mi>x</mi></mrow></mrow>"),
        (r"\style{position:fixed}{x}", "<mrow><mi>x</mi></mrow>"),
        (r"\class{total}{x}", "<mrow><mi>x</mi></mrow>"),
        (r"\color{url(x)}{x}", "<mstyle><mrow><mi>x</mi></mrow></mstyle>"),
    ],
)
def test_a_formula_is_set_and_nothing_else(tex: str, mathml: str) -> None:
    assert set_as(tex) == mathml


def test_one_on_a_line_of_its_own_is_set_so() -> None:
    assert formulas("$$x$$").startswith('<math display="block"')


@pytest.mark.parametrize(
    "html",
    [
        "it costs $5 or $6",
        "<code>$x$</code>",
        "<pre>$x$\n$y$</pre>",
        '<a href="$x$" title="$y$">z</a>',
        r"$\text{&lt;script&gt;canary()&lt;/script&gt;}$",
        r"$\nosuchcommand{x}$",
        "$" + "{" * (LENGTH - 1) + "$",
        "$" + "x" * (LENGTH + 1) + "$",
        "$x",
    ],
)
def test_what_cannot_be_set_stays_as_it_was_typed(html: str) -> None:
    assert formulas(html) == html


def test_a_text_of_formulas_ends() -> None:
    assert formulas("$x$ " * (COUNT + 9)).count("<math") == COUNT


def test_every_formula_of_the_course_is_set(root: Path) -> None:
    found = 0
    for path in sorted(root.glob("source/*/*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            text = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
            for tex in re.findall(r"\$([^$\n]+)\$", text):
                found += 1
                assert formulas(f"${tex}$").startswith("<math"), (path, tex)
    assert found > 100
