"""Figures of a class, drawn by matplotlib into SVG that goes into the page as it is; the same facts give the same bytes.

Lightness, hatches and letters carry what colours carry. Only names of tests' places and exercises are written into figures,
never what a student chose. `page`'s sections import this room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter

from gradlab.grade.report import Outcome
from gradlab.notebook import printable
from gradlab.overview.drawing import DARK, FAINT, INK, LIGHT, MIDDLE, SHADES, Picture, sheet, spread_words
from gradlab.overview.facts import Assignment, Marks

LOOKS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.PASSED: ("#e3ecf4", ""),
    Outcome.FAILED: (DARK, ""),
    Outcome.ERROR: (MIDDLE, "///"),
    Outcome.TIMEOUT: ("#ffffff", "xxx"),
    Outcome.MEMORY: ("#ffffff", "+++"),
    Outcome.CRASHED: ("#9aa1a9", "|||"),
    Outcome.NOT_ATTEMPTED: ("#ffffff", ""),
    Outcome.MANUAL: ("#e7e2d4", "---"),
    Outcome.GRADER_ERROR: ("#ffffff", "\\\\\\"),
}
"""Face and hatch of each outcome. Lines only: a hatch of dots is half a megabyte of circles."""
CELLS = 120
"""Rows of a heat-map of many students: more are fewer than a pixel each."""


def marks(facts: Assignment) -> Picture:
    """Draw how many have how many tenths of the points, with the quartiles above."""
    found = facts.marks
    with sheet(2.5, 2, sharex=True, height_ratios=(1, 5)) as (_, (above, below), file):
        _box(above, 0.0, found)
        above.set_axis_off()
        edges = np.arange(10) * 10
        bars = below.bar(edges, found.histogram, width=10, align="edge", color=MIDDLE, edgecolor="white")
        below.bar_label(
            bars, [str(count) if count else "" for count in found.histogram], fontsize=8, padding=1
        )
        below.set_xlim(-2, max(102.0, 100 * (found.maximum or 0.0) + 2))
        below.set_xticks(np.arange(0, 101, 10))
        below.margins(y=0.15)
        below.yaxis.get_major_locator().set_params(integer=True)
        below.set_xlabel(f"mark in % of {facts.points:g} points")
        below.set_ylabel("submissions")
    return Picture(file.getvalue())


def _box(axes: Any, y: float, found: Marks) -> None:
    """Draw a box of quartiles, whiskers to the extremes, a line at the median and a diamond at the mean, in percent."""
    values = (
        found.minimum,
        found.lower_quartile,
        found.median,
        found.upper_quartile,
        found.maximum,
        found.mean,
    )
    low, first, middle, third, high, mean = (100 * (value or 0.0) for value in values)
    axes.plot([low, high], [y, y], color=INK, linewidth=1, zorder=1)
    axes.barh(y, third - first, left=first, height=0.5, color=LIGHT, edgecolor=INK, linewidth=1, zorder=2)
    axes.plot(
        [middle, middle], [y - 0.25, y + 0.25], color=INK, linewidth=2.2, solid_capstyle="butt", zorder=3
    )
    axes.plot([mean], [y], "D", color="white", markeredgecolor=INK, markersize=5, zorder=4)
    axes.plot([low, high], [y, y], "|", color=INK, markersize=8, zorder=2)


def course(assignments: Sequence[Assignment]) -> Picture:
    """Draw the marks of every assignment as boxes, one below the other."""
    drawn = [one for one in assignments if one.marks.n]
    names = [f"{label(one.assignment)}  (n = {one.marks.n})" for one in drawn]
    with sheet(0.7 + 0.36 * len(drawn), words=names) as (_, axes, file):
        for place, one in enumerate(drawn):
            _box(axes, place, one.marks)
        axes.set_yticks(range(len(drawn)), names)
        axes.invert_yaxis()
        axes.set_xlim(-2, max(102, *(100 * (one.marks.maximum or 0) + 2 for one in drawn)))
        axes.set_xlabel("mark in % of the points")
        axes.grid(axis="x", color=FAINT)
        axes.set_axisbelow(True)
    return Picture(file.getvalue())


def items(facts: Assignment) -> Picture:
    """Draw each test by difficulty and discrimination; tests at one place share a label."""
    at: dict[tuple[float, float], list[int]] = {}
    for test in facts.tests:
        if test.share is not None and test.discrimination is not None:
            at.setdefault((round(100 * test.share), round(test.discrimination, 2)), []).append(test.number)
    with sheet(3.8) as (figure, axes, file):
        axes.axhspan(-1.05, 0.2, color=FAINT, zorder=0)
        axes.axhline(0, color="#8794a3", linewidth=0.8, zorder=1)
        lowest = min((y for _, y in at), default=0.0)
        left = max(0, 10 * ((min((x for x, _ in at), default=0) - 12) // 10))
        axes.text(
            left + 0.5,
            0.185,
            "tells students apart hardly, or the wrong way round",
            fontsize=8,
            va="top",
            color="#4c5a69",
        )
        axes.plot([x for x, _ in at], [y for _, y in at], "o", color=DARK, markersize=5, zorder=3)
        axes.set_xlim(left, 102 + 0.04 * (100 - left))
        axes.set_ylim(min(-0.1, lowest - 0.1), 1.08)
        axes.set_xlabel("share earned in %  (right: easy)")
        axes.set_ylabel("discrimination")
        spread_words(figure, axes, {spot: _ranges(numbers) for spot, numbers in sorted(at.items())})
    return Picture(file.getvalue())


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers shortly: `1-4, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def outcomes(facts: Assignment) -> Picture:
    """Draw how tests ended, one bar an exercise."""
    met = [one for one in Outcome if any(row.outcomes.get(one.value) for row in facts.exercises)]
    totals = [max(1, sum(row.outcomes.values())) for row in facts.exercises]
    names = [label(row.exercise) for row in facts.exercises]
    with sheet(0.9 + 0.3 * len(names), words=names, top=0.4) as (figure, axes, file):
        left = np.zeros(len(totals))
        for outcome in met:
            counts = np.array([row.outcomes.get(outcome.value, 0) for row in facts.exercises])
            widths = 100 * counts / totals
            face, hatch = LOOKS[outcome]
            bars = axes.barh(
                range(len(totals)), widths, left=left, color=face, hatch=hatch, edgecolor="#4c5a69",
                linewidth=0.6, height=0.7, label=outcome.value,
            )  # fmt: skip
            shown = [
                str(count) if width >= 5 and not hatch else ""
                for count, width in zip(counts, widths, strict=True)
            ]
            colour = "white" if outcome is Outcome.FAILED else INK
            axes.bar_label(bars, shown, label_type="center", fontsize=8, color=colour)
            left += widths
        axes.set_yticks(range(len(totals)), names)
        axes.invert_yaxis()
        axes.set_xlim(0, 100)
        axes.set_xlabel("results of tests in %")
        axes.spines[["left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        figure.legend(
            loc="upper left", ncols=len(met) or 1, handlelength=2.2, handleheight=1.2, columnspacing=1.2,
            borderaxespad=0.2,
        )  # fmt: skip
    return Picture(file.getvalue())


def heat(matrix: Sequence[Sequence[float | None]], labels: Sequence[str], along: str, down: str) -> Picture:
    """Draw what many students earned of each column, a few students to a row.

    Args:
        matrix: Shares by student and column, sorted; None where there is nothing.
        labels: Of the columns.
        along: What the columns are.
        down: What the rows are.
    """
    values = np.array(
        [[np.nan if x is None else min(1.0, x) for x in row] for row in matrix], dtype=np.float64
    )
    blocks = np.array_split(values, min(CELLS, len(values)))
    # Mean of what is there; a block with nothing stays empty.
    there = np.array([np.isfinite(block).sum(axis=0) for block in blocks])
    sums = np.array([np.nansum(block, axis=0) for block in blocks])
    means = np.where(there > 0, sums / np.maximum(there, 1), np.nan)
    with sheet(4.2) as (figure, axes, file):
        image = axes.imshow(
            means, aspect="auto", cmap=SHADES, vmin=0, vmax=1, interpolation="nearest",
            extent=(0.5, len(labels) + 0.5, len(values) + 0.5, 0.5),
        )  # fmt: skip
        step = max(1, -(-len(labels) // 40))
        axes.set_xticks(range(1, len(labels) + 1)[::step], list(labels)[::step], fontsize=7)
        axes.set_xlabel(along)
        axes.set_ylabel(down)
        bar = figure.colorbar(image, ax=axes, shrink=0.8, aspect=30, pad=0.01)
        bar.set_ticks([0, 0.5, 1], labels=["0", "½", "1"])
        bar.set_label("share earned")
    return Picture(file.getvalue())


def seconds(facts: Assignment) -> Picture:
    """Draw how long submissions took, each one's wall time, on a logarithmic scale where it is wide."""
    walls = np.array([one.wall_s for one in facts.submissions if one.wall_s is not None])
    walls = np.maximum(walls, 1e-2)
    wide = float(walls.max() / walls.min()) > 20
    edges = np.geomspace(walls.min(), walls.max(), 25) if wide else np.linspace(0, walls.max() * 1.0001, 25)
    with sheet(1.9) as (_, axes, file):
        axes.hist(walls, bins=edges, color=MIDDLE, edgecolor="white")
        if wide:
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
            axes.xaxis.set_minor_formatter(NullFormatter())
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.set_xlabel("seconds from start to report" + (", logarithmic" if wide else ""))
        axes.set_ylabel("submissions")
    return Picture(file.getvalue())


def label(words: str) -> str:
    """Return an exercise's or assignment's name as a figure shows it."""
    return printable(words.removesuffix("-check"), limit=32)
