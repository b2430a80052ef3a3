"""A picture is made anew from what draws it; what is none, or unfolds to more than it says, is told in a sentence."""

from __future__ import annotations

import io
import tracemalloc

import pngs
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from gradlab.grade.picture import NotAPicture, rebuilt, size_of


def plot() -> bytes:
    figure, file = Figure(), io.BytesIO()
    figure.subplots().plot([1, 4, 9])
    figure.savefig(file, format="png")
    return file.getvalue()


def test_a_figure_looks_the_same_and_says_nothing_of_its_maker() -> None:
    drawn = plot()
    made = rebuilt(drawn)
    assert b"matplotlib" in drawn and b"matplotlib" not in made and b"tEXt" not in made
    assert (imread(io.BytesIO(made)) == imread(io.BytesIO(drawn))).all()
    assert rebuilt(made) == made


@pytest.mark.parametrize("hostile", [pngs.TEXT, pngs.TRAILING, pngs.ANIMATED])
def test_what_draws_nothing_is_left_behind(hostile: bytes) -> None:
    assert rebuilt(hostile) == rebuilt(pngs.png())


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (b"", "it is no PNG"),
        (pngs.SVG, "it is no PNG"),
        (pngs.SIGNATURE, "it is cut off"),
        (pngs.SIGNATURE + pngs.chunk(b"IEND"), "it has no header"),
        (pngs.HUGE, "it has more than 16 megapixels"),
        (pngs.BOMB, "it holds more than it says"),
        (pngs.SHORT, "it holds less than it says"),
        (pngs.HIDDEN, "something is hidden behind its pixels"),
        (pngs.UNKNOWN, "it holds what no PNG needs"),
        (pngs.DAMAGED, "it is damaged"),
        (pngs.png()[:-12], "it is cut off"),
        (pngs.SIGNATURE + pngs.header(0, 2), "it is empty"),
        (pngs.SIGNATURE + pngs.header(2, 2, depth=3), "its header is damaged"),
        (pngs.SIGNATURE + pngs.header(2, 2, colour=3, depth=8) + pngs.png()[33:], "it is cut off"),
        (pngs.png(pngs.chunk(b"PLTE", b"123")), "its palette is damaged"),
        (pngs.png(pngs.chunk(b"tRNS", b"123")), "its transparency is damaged"),
        (pngs.png(*[pngs.chunk(b"tEXt")] * 5000), "it is cut into too many pieces"),
    ],
)
def test_what_is_no_picture_is_told(hostile: bytes, why: str) -> None:
    with pytest.raises(NotAPicture, match=f"^{why}$"):
        rebuilt(hostile)


def test_a_palette_and_its_transparency_stay() -> None:
    head, rest = pngs.SIGNATURE + pngs.header(2, 2, colour=3), pngs.png()[33:]
    palette = pngs.chunk(b"PLTE", bytes(range(6))) + pngs.chunk(b"tRNS", b"\x80")
    assert rebuilt(head + palette + rest) == head + palette + rest


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 5), (8, 8), (17, 9)])
def test_interlaced_sizes_are_those_of_adam7(width: int, height: int) -> None:
    # Each pixel is in one pass; each pass has a filter byte a line.
    starts = (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    )
    lines = sum(len(range(y, height, dy)) for x, y, dx, dy in starts if range(x, width, dx))
    assert size_of(pngs.SIGNATURE + pngs.header(width, height, interlace=1)) == width * height + lines


def test_a_bomb_is_not_unfolded() -> None:
    bomb = pngs.BOMB
    tracemalloc.start()
    try:
        with pytest.raises(NotAPicture):
            rebuilt(bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
