"""Many submissions: the same bytes whatever the number of slots or the order, and nothing left when it is stopped."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import lesson
import pytest

from gradlab.grade import pool
from gradlab.grade.sandbox import SandboxError
from gradlab.grade.settings import Settings

SETTINGS = Settings(test_s=20.0, cell_s=20.0)
BODIES = (
    "return 2.0 * x",
    "return x + x",
    "return x * x",
    "return x + 1.0",
    "return float(x) * 2.0",
    "return [x, x]",
    "return None",
    "raise ValueError('no')",
    "import os; os._exit(3)",
    "return jnp.stack([x, x])",
    "return x * jnp.nan",
    "raise NotImplementedError()",
)


def a_class() -> list[pool.Job]:
    return [
        pool.Job(lesson.SOURCE, lesson.submit(f"def double(x):\n    {body}", student=f"student-{number:02}"))
        for number, body in enumerate(BODIES)
    ]


def reports(jobs: list[pool.Job], slots: int) -> dict[str, bytes]:
    return {
        graded.report.student: graded.report.to_json()
        for _, graded in pool.run(jobs, slots=slots, settings=SETTINGS)
    }


@pytest.mark.slow
def test_reports_do_not_depend_on_the_number_of_slots_or_the_order() -> None:
    one_by_one = reports(a_class(), 1)
    two_at_once = reports(list(reversed(a_class())), 2)
    assert len(one_by_one) == len(BODIES)
    assert one_by_one == two_at_once
    assert len({data.split(b'"cells"')[1].split(b'"digest"')[0] for data in one_by_one.values()}) >= 8


def test_stopping_early_leaves_no_process() -> None:
    def ours() -> set[str]:
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                if int(status[1]) == os.getpid():
                    found.add(folder.name)
            except OSError:
                continue
        return found

    before, threads = ours(), threading.active_count()
    stream = pool.run(a_class(), slots=2, settings=SETTINGS)
    next(stream)
    assert ours() - before
    stream.close()
    ends = time.monotonic() + 10
    while (ours() - before or threading.active_count() > threads) and time.monotonic() < ends:
        threading.Event().wait(0.05)
    assert ours() - before == set()
    assert threading.active_count() <= threads


def test_no_jobs_start_nothing() -> None:
    assert list(pool.run([], slots=0)) == []


def test_a_machine_that_cannot_confine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradlab.grade import bubblewrap

    def find() -> bubblewrap.Bubblewrap:
        raise SandboxError("bubblewrap", "there is none", "install it")

    monkeypatch.setattr(bubblewrap, "find", find)
    with pytest.raises(SandboxError, match="there is none"):
        next(pool.run(a_class(), slots=2, settings=SETTINGS))
