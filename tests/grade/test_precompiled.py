"""The students' compile cache: filled by the reference alone, read by students, and no verdict depends on it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import lesson
import pytest

from gradlab.grade import precompiled
from gradlab.grade.settings import Settings
from gradlab.grade.slot import Slot

SETTINGS = Settings(test_s=20.0, cell_s=20.0)
WRITES = """
import pathlib
def double(x):
    for place in ("/cache", "/cache/poison", *map(str, pathlib.Path("/cache").glob("*-*"))):
        try:
            pathlib.Path(place).write_bytes(b"poison")
        except OSError:
            continue
        return 0.0
    return 2.0 * x
"""


def compiled(cache: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in precompiled.folder(cache).glob("program-*")}


@pytest.mark.hostile
def test_only_the_reference_fills_the_cache_and_marks_do_not_depend_on_it(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    novel = lesson.submit("def double(x):\n    return jnp.sinh(jnp.arcsinh(x)) * 2.0")
    with Slot(SETTINGS.with_cache(tmp_path)) as slot:
        assert slot.prepare(lesson.SOURCE) > 0.0
        full = slot.grade(lesson.SOURCE, lesson.submit())
        filled = compiled(tmp_path)
        other = slot.grade(lesson.SOURCE, novel)
        writes = slot.grade(lesson.SOURCE, lesson.submit(WRITES))
        assert filled
        part = replace(lesson.SOURCE, cells=lesson.SOURCE.cells[:-1])
        assert slot.grade(part, lesson.submit()).report.earned == 4.0
        assert compiled(tmp_path) == filled
    with Slot(SETTINGS) as slot:
        assert slot.grade(lesson.SOURCE, lesson.submit()).report == full.report
        assert slot.grade(lesson.SOURCE, novel).report == other.report
    assert (full.report.earned, other.report.lost(), writes.report.earned) == (7.0, frozenset(), 7.0)


def test_a_source_that_cannot_run_costs_nothing_but_the_cache(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    nb = lesson.node("import os\nos._exit(1)")
    source = lesson.Notebook.loads(lesson.data(nb), "lesson")
    with Slot(SETTINGS.with_cache(tmp_path)) as slot:
        slot.prepare(source)
        assert slot.grade(source, lesson.submit()).report.earned == 7.0


def test_the_reference_is_run_when_many_have_handed_in() -> None:
    sources = precompiled.Sources()
    whole, other = lesson.SOURCE, lesson.Notebook.loads(lesson.data(lesson.node("import math")), "lesson")
    parts = [replace(whole, cells=whole.cells[:count]) for count in (2, 3, 4)]
    assert len({whole.cells, other.cells}) == 2
    seen = [whole, *parts, other]
    assert [sources.due(one) for one in seen] == [None] * len(seen)
    assert sources.due(parts[0]) is whole, "the fifth of it or of its parts"
    sources.are_prepared(whole)
    assert [sources.due(one) for one in (whole, *parts, other) * 2][:4] == [None] * 4
    assert sources.due(other) is None and sources.due(other) == other
    again = precompiled.Sources()
    assert [again.due(one) for one in parts * 2][:4] == [None] * 4


def test_a_slot_runs_the_reference_by_itself(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)
    with Slot(SETTINGS.with_cache(tmp_path)) as slot:
        graded = [slot.grade(lesson.SOURCE, lesson.submit()) for _ in range(precompiled.WORTH)]
        assert not compiled(tmp_path)
        graded += [slot.grade(lesson.SOURCE, lesson.submit()) for _ in range(2)]
        filled = compiled(tmp_path)
        assert filled
        slot.grade(replace(lesson.SOURCE, cells=lesson.SOURCE.cells[:-1]), lesson.submit())
        assert len(list(precompiled.folder(tmp_path).glob(".filled-*"))) == 1
    costs = [one.timing.phases.get("reference", 0.0) > 0.0 for one in graded]
    assert costs == [False, False, False, False, True, False]
    assert len({one.report.to_json() for one in graded}) == 1
