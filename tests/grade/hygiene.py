"""A class in which each student shows one hostile thing: a cell of code, or a text, by the student's id."""

from __future__ import annotations

from pathlib import Path

import lesson
import nbformat
import pngs

PICTURES = {
    "huge": pngs.HUGE, "bomb": pngs.BOMB, "text": pngs.TEXT, "trailing": pngs.TRAILING, "animated": pngs.ANIMATED,
    "svg-as": pngs.SVG,
}  # fmt: skip
SHOW = "from IPython.display import display\ndef show(data):\n    display({'image/png': data}, raw=True)\n"

CODE = {
    "osc": r"print('\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x1b]52;c;Y2FuYXJ5\x07')",
    "clear": r"print('\x1b[2J\x1b[H\x9b2J\x9d0;t\x9c\x08\x7f')",
    "script": "print('<script>canary()</script><img src=x onerror=canary()><svg onload=canary()>')",
    "html": "from IPython.display import HTML, display\ndisplay(HTML('<script>canary()</script>'))",
    "class": "raise type('<img src=x onerror=canary()>\\x1b[2J', (Exception,), {})('<script>canary()</script>')",
    "formula": "print('=HYPERLINK(1)')",
    "bidi": "print('a\\u202eb\\u2066c\\u200bd')  # \u202e\u200b",
    "figures": "from IPython.display import display\n"
    f"for _ in range(10_000): display({{'image/png': {pngs.png()!r}}}, raw=True)",
    "prints": "for n in range(300_000): print(n)",
    "errors": "import sys\nfor n in range(300_000): print(n, file=sys.stderr)",
    "displays": "for n in range(10_000): display('x' * 100)",
    "returns": "print('x\\r' * 1_000_000)",
    "line": "print('x' * 50_000_000)",
    "=1+1": "1",
    "-weird, id": "1",
    **{f"png-{name}": SHOW + f"import zlib\nshow({data!r})" for name, data in PICTURES.items() if name != "bomb"},
    "png-bomb": SHOW + f"show({pngs.BOMB[:2000]!r})",
}  # fmt: skip
TEXT = {
    "markup": "<script>canary()</script>\n\n<img src=x onerror=canary()>\n\n<svg onload=canary()></svg>\n\n"
    "[x](javascript:canary())\n\n<a href='java&#10;script:canary()'>x</a>\n\n"
    "<iframe srcdoc='<script>parent.canary()</script>'></iframe>",
    "tex": r"$\href{javascript:canary()}{x} \unicode{x202e} \bbox[red]{x} \mmlToken{mi}[style=x]{y} &#92;style{a}{b}$",
}

PLANTED = (
    "<script>window.canary = () => parent.postMessage('dead', '*'); parent.postMessage('here', '*')</script>"
)
"""What every page is given: a function that hostile markup calls."""
TOP = """<!doctype html><script>
let pages = 0
onmessage = (event) => {
  if (event.data === 'dead') document.documentElement.dataset.canary = 'dead'
  if (event.data === 'here') document.documentElement.dataset.loaded = ++pages
}
</script>"""
"""The page that holds the others, and hears."""


def course_in(folder: Path) -> Path:
    """Make the course, with everything handed in."""
    root = lesson.course_in(folder)
    for student in (*CODE, *TEXT):
        nb = lesson.node()
        if student in CODE:
            nb.cells.append(nbformat.v4.new_code_cell(CODE[student], id="hostile"))
        else:
            nb.cells.append(nbformat.v4.new_markdown_cell(TEXT[student], id="hostile"))
        place = root / "submitted" / student / "lesson"
        place.mkdir(parents=True)
        (place / "lesson.ipynb").write_bytes(lesson.data(nb))
    return root
