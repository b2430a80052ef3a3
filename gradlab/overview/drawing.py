"""How every figure of a class is drawn: one style, one way into the page, and words that lie on no other.

The same facts give the same bytes: no date, no random name, nobody's matplotlibrc. `figures` imports this room.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from gradlab.overview.markup import Markup, element

WIDTH = 7.6
"""Inches: the text's width on paper, and a phone's in two screens."""
LETTER = 0.078
"""Inches: a letter of our typeface at our size, about."""
INK, DARK, MIDDLE, LIGHT, FAINT = "#1d2733", "#274b6d", "#6f9bc0", "#c9dcec", "#eef3f8"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "gradlab",
    # The reader's machine has one of these; all are about as wide as the first, which matplotlib measures.
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": "#8794a3",
    "axes.labelcolor": INK,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "axes.unicode_minus": True,
}
SHADES = LinearSegmentedColormap.from_list("lost", [DARK, MIDDLE, LIGHT, "#f7fafc"]).with_extremes(
    bad="#ffffff"
)
"""Dark is lost, light is earned."""


@dataclass(frozen=True)
class Picture:
    """A drawn figure."""

    svg: bytes

    def markup(self, alt: str, caption: str) -> Markup:
        """Return it as an element of the page, with what it shows in words."""
        source = f"data:image/svg+xml;base64,{base64.b64encode(self.svg).decode()}"
        return element("figure", element("img", src=source, alt=alt), element("figcaption", caption))


@contextmanager
def sheet(
    height: float,
    rows: int = 1,
    *,
    words: Sequence[str] = (),
    top: float = 0.12,
    **grid: Any,
) -> Iterator[tuple[Figure, Any, io.BytesIO]]:
    """Open a figure of our style, and write it when the block ends.

    Its margins are laid out by hand: matplotlib's own layout draws a figure three times to find them.

    Args:
        height: In inches.
        rows: Of axes.
        words: What stands left of the axes; by default numbers and a title do.
        top: Inches above the axes.
        grid: What `Figure.subplots` takes.
    """
    left = 0.15 + LETTER * max(map(len, words)) if words else 0.62
    file = io.BytesIO()
    # An exercise may be named in letters that our typeface has not: the reader's has them.
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=(WIDTH, height))
        figure.subplots_adjust(left / WIDTH, 0.48 / height, 1 - 0.12 / WIDTH, 1 - top / height, hspace=0.05)
        axes = figure.subplots(rows, 1, **grid)
        yield figure, axes, file
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})


def spread_words(figure: Figure, axes: Any, words: Mapping[tuple[float, float], str]) -> None:
    """Write a word beside each point, where it lies on no other; where there is no such place, at its right."""
    size, letter, line = 7.5, 4.7, 8.5
    points = {spot: axes.transData.transform(spot) * 72 / figure.dpi for spot in words}
    taken = [(x - 3, y - 3, x + 3, y + 3) for x, y in points.values()]
    for spot, word in words.items():
        x, y = points[spot]
        width = letter * len(word)
        sides = (6.0, -6.0 - width)
        places = [(dx, dy) for dy in (0, 8, -8, 16, -16, 24, -24, 32, -32) for dx in sides]
        boxes = [(x + dx, y + dy - line / 2, x + dx + width, y + dy + line / 2) for dx, dy in places]
        free = [not any(_overlap(box, other) for other in taken) for box in boxes]
        best = free.index(True) if any(free) else 0
        taken.append(boxes[best])
        dx, dy = places[best]
        # A word that had to go away from its point is tied to it.
        tie = {"arrowstyle": "-", "color": "#8794a3", "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2}
        axes.annotate(
            word, spot, (dx, dy), textcoords="offset points", fontsize=size, va="center", zorder=4,
            arrowprops=tie if abs(dy) > 8 else None,
        )  # fmt: skip


def _overlap(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
