"""One layer is left out, every attack is tried, and what gets through is what docs/security.md says.

    GRADLAB_WRITE_DOCS=1 uv run pytest -n 0 tests/grade/test_layers.py

writes the tables of the document from what has been observed. Attacks, columns and reasons are in `layers`.
"""

from __future__ import annotations

import os
import platform
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from layers import COLUMNS, FILES, NAMED, NOT_TRIED, REDUNDANT, ROWS, Column, Tried, nursery_of
from layers import COUNTED as USED

from gradlab.grade.sandbox import Nursery, SandboxError

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(platform.system() != "Linux", reason="the sandbox runs on Linux only"),
]

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN = "<!-- layers: written by tests/grade/test_layers.py -->"
END = "<!-- end of layers -->"
WRITE = "GRADLAB_WRITE_DOCS"
COMMAND = f"{WRITE}=1 uv run pytest -n 0 tests/grade/test_layers.py"
STOPPED, UNTRIED = "stopped", "not tried"

Cells = dict[tuple[str, str], str]
"""What a table says, by row and column."""


@pytest.fixture(scope="module")
def places() -> Iterator[tuple[Path, Path]]:
    """A compilation cache, and a file of the host that everybody may read."""
    cache, host = (Path("/tmp") / f"gradlab-test-{secrets.token_hex(8)}" for _ in range(2))
    for folder, name in ((cache, "entry-cache"), (host, "hidden-tests.ipynb")):
        folder.mkdir()
        (folder / name).write_bytes(b"secret")
        (folder / name).chmod(0o644)
        folder.chmod(0o755)
    yield cache, host
    for folder in (cache, host):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


@pytest.fixture(scope="module")
def nursery(places: tuple[Path, Path]) -> Iterator[Nursery]:
    """The nursery of all columns that cannot harm it."""
    with nursery_of(COLUMNS[0], *places) as nursery:
        yield nursery


@pytest.fixture(scope="module")
def observed() -> Iterator[Cells]:
    """What is seen in this run; written into the document at the end, if that is asked for."""
    cells: Cells = {}
    yield cells
    if os.environ.get(WRITE) and cells:
        text = DOCUMENT.read_text()
        head, _, rest = text.partition(BEGIN)
        old, _, tail = rest.partition(END)
        DOCUMENT.write_text(f"{head}{BEGIN}\n{rendered({**parsed(old), **cells})}{END}{tail}")


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.title)
def test_what_gets_through_without_one_layer(
    column: Column,
    places: tuple[Path, Path],
    request: pytest.FixtureRequest,
    observed: Cells,
) -> None:
    secret = places[1] / "hidden-tests.ipynb"
    if column.apart:
        with nursery_of(column, *places) as own:
            seen = tried(Tried(column, own, secret))
    else:
        shared = request.getfixturevalue("nursery")
        seen = tried(Tried(column, shared, secret))
        assert shared.alive
    observed.update(seen)
    if not os.environ.get(WRITE):
        said = document()
        wrong = [
            f"row {row!r}, column {name!r}: the document says {said.get((row, name))!r}, seen was {cell!r}"
            for (row, name), cell in seen.items()
            if said.get((row, name)) != cell
        ]
        assert not wrong, "\n".join([*wrong, f"if this is as it should be, type: {COMMAND}"])
    through = {cell for cell in seen.values() if cell not in (STOPPED, UNTRIED)}
    assert bool(through) == (column.title not in REDUNDANT), f"correct REDUNDANT in layers.py: {through}"


def tried(place: Tried) -> Cells:
    """Try every attack in one column."""
    cells = {}
    for title, attack in ROWS.items():
        through = attack(place)
        if through is None:
            assert title in NOT_TRIED
            cells[title, place.column.title] = UNTRIED
        else:
            cells[title, place.column.title] = ", ".join(sorted(through)) or STOPPED
    return cells


@pytest.mark.parametrize("layer", ["user", "mount"])
def test_without_these_namespaces_no_child_is_made_at_all(nursery: Nursery, layer: str) -> None:
    with pytest.raises(SandboxError):
        nursery._spawn(without=(layer,))
    with nursery.spawn() as child:
        assert child.wait(0) is None


@pytest.mark.skipif(bool(os.environ.get(WRITE)), reason="the document is being written")
def test_the_document_has_these_tables_and_no_other_cell() -> None:
    said = document()
    assert set(said) == {(row, column.title) for row in ROWS for column in COLUMNS}, f"type: {COMMAND}"
    text = DOCUMENT.read_text()
    assert text.partition(BEGIN)[2].partition(END)[0] == f"\n{rendered(said)}", f"type: {COMMAND}"


def document() -> Cells:
    """Read what the document says."""
    text = DOCUMENT.read_text()
    assert BEGIN in text and END in text
    return parsed(text.partition(BEGIN)[2].partition(END)[0])


def rendered(cells: Cells) -> str:
    """Write the tables, and the reasons below them."""
    lines = []
    for kind in (NAMED, FILES, USED):
        titles = [column.title for column in COLUMNS if column.kind == kind]
        lines += [
            "",
            f"**{kind}**",
            "",
            f"| without | {' | '.join(titles)} |",
            "|---" * (len(titles) + 1) + "|",
        ]
        for row in ROWS:
            said = [cells.get((row, title), UNTRIED) for title in titles]
            shown = [cell if cell in (STOPPED, UNTRIED) else f"**{cell}**" for cell in said]
            lines.append(f"| {row} | {' | '.join(shown)} |")
    lines += ["", "Layers without which nothing gets through:", ""]
    lines += [f"- {title}: {why}." for title, why in REDUNDANT.items() if title != "nothing"]
    lines += ["", "Not tried:", "", *(f"- {row}: {why}." for row, why in NOT_TRIED.items()), "", ""]
    return "\n".join(lines)


def parsed(text: str) -> Cells:
    """Read tables back into cells."""
    cells, titles = {}, []
    for line in text.splitlines():
        words = (
            [word.strip().strip("*") for word in line.strip("|").split(" | ")]
            if line.startswith("| ")
            else []
        )
        if words and words[0] == "without":
            titles = words[1:]
        elif words:
            cells.update({(words[0], title): word for title, word in zip(titles, words[1:], strict=True)})
    return cells
