"""Many submissions on many machines: the same bytes as here, whoever dies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import lesson
import psutil
import pytest
from clusters import Cluster, cluster
from distributed import Client

import gradlab
from gradlab.grade import cluster as grading
from gradlab.grade import cluster_roster, pool
from gradlab.grade.cluster_connection import connect
from gradlab.grade.cluster_error import ClusterError
from gradlab.grade.settings import Settings

SETTINGS = Settings(test_s=20.0, cell_s=20.0)
WRONG = "def double(x):\n    return 2.0 * x + {number}.0"
RIGHT = "def double(x):\n    return {number}.0 * x - {less}.0 * x"


def a_class(size: int) -> list[pool.Job]:
    """Return submissions of which no two are the same, half of them right."""
    return [
        pool.Job(
            lesson.SOURCE,
            lesson.submit(
                (WRONG if number % 2 else RIGHT).format(number=number + 2, less=number),
                student=f"s{number:02}",
            ),
        )
        for number in range(size)
    ]


def other_software(folder: Path) -> str:
    """Make a gradlab that differs in a line, and return what has Python import it."""
    path = folder / "other"
    shutil.copytree(Path(gradlab.__file__).parent, path / "gradlab")
    first = path / "gradlab" / "__init__.py"
    first.write_text(f"{first.read_text()}# changed\n")
    return str(path)


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[tuple[Cluster, Client]]:
    """A scheduler without workers, and a client."""
    with cluster(tmp_path) as made, connect(made.address, workers=0) as client:
        yield made, client


@pytest.mark.slow
def test_sixty_are_graded_to_the_same_bytes_though_one_of_two_workers_is_killed_half_way(
    joined: tuple[Cluster, Client],
) -> None:
    made, client = joined
    doomed, other = made.worker(), made.worker()
    jobs, found = a_class(60), {}
    for job, graded in grading.run(jobs, client=client, settings=SETTINGS):
        found[job.submission.student] = graded.report.to_json()
        if len(found) == 30:
            doomed.kill()
    assert other.worker().is_running() and len(client.scheduler_info()["workers"]) == 1
    here = pool.run(jobs, slots=2, settings=SETTINGS)
    assert found == {graded.report.student: graded.report.to_json() for _, graded in here}
    assert len(found) == 60


@pytest.mark.slow
def test_workers_that_are_restarted_or_join_are_given_work(joined: tuple[Cluster, Client]) -> None:
    made, client = joined
    first = made.worker()
    jobs = a_class(12)
    stream = grading.run(jobs, client=client, settings=SETTINGS)
    done = [next(stream)]
    before = set(client.scheduler_info()["workers"])
    first.worker().kill()  # its nanny starts another
    made.worker()
    seen = set()
    for job, graded in stream:
        done.append((job, graded))
        seen |= {worker for worker, tasks in client.processing().items() if tasks}
    assert {graded.report.student for _, graded in done} == {job.submission.student for job in jobs}
    assert not any(graded.report.grader_error for _, graded in done)
    assert len(seen - before) == 2


def test_a_worker_with_other_software_is_refused_before_anything_is_graded(
    joined: tuple[Cluster, Client], tmp_path: Path
) -> None:
    made, client = joined
    made.worker(PYTHONPATH=other_software(tmp_path))
    (address,) = client.scheduler_info()["workers"]
    with pytest.raises(ClusterError) as caught:
        next(grading.run(a_class(2), client=client, settings=SETTINGS))
    assert f"worker {address} has other software: gradlab 0.1.0+" in caught.value.what
    assert "nothing was graded" in caught.value.what
    assert "install the same gradlab[dask]" in caught.value.fix


@pytest.mark.slow
def test_a_worker_that_cannot_grade_is_told_once_and_given_nothing(
    joined: tuple[Cluster, Client], tmp_path: Path
) -> None:
    made, client = joined
    good = made.worker("--nthreads", "2")
    bad = made.worker("--no-nanny")
    # Enough for a worker, too little for the sandbox.
    psutil.Process(bad.process.pid).rlimit(psutil.RLIMIT_NOFILE, (100, 100))
    told: list[str] = []
    stream = grading.run(a_class(16), client=client, settings=SETTINGS, tell=told.append)
    done = [next(stream)]
    grader = good.worker()
    grader.suspend()
    made.worker("--no-nanny", PYTHONPATH=other_software(tmp_path))  # it joins while others grade
    grader.resume()
    done += stream
    assert len(done) == 16 and not any(graded.report.grader_error for _, graded in done)
    assert len(told) == 2
    assert any(
        "cannot grade: its sandbox can't be built (limits): open files (ulimit -n)" in line for line in told
    )
    assert any("has other software: gradlab 0.1.0+" in line for line in told)
    assert all(line.endswith("it is given nothing") for line in told)


def test_where_no_worker_can_grade_the_error_says_why(joined: tuple[Cluster, Client]) -> None:
    made, client = joined
    bad = made.worker("--no-nanny")
    psutil.Process(bad.process.pid).rlimit(psutil.RLIMIT_NOFILE, (100, 100))
    (address,) = client.scheduler_info()["workers"]
    with pytest.raises(ClusterError) as caught:
        list(grading.run(a_class(2), client=client, settings=SETTINGS))
    assert f"worker {address} cannot grade: its sandbox can't be built (limits)" in caught.value.what
    assert "raise them" in caught.value.fix


def test_closing_early_leaves_no_process_on_the_workers(joined: tuple[Cluster, Client]) -> None:
    made, client = joined
    worker = made.worker("--nthreads", "2").worker()
    stream = grading.run(a_class(8), client=client, settings=SETTINGS)
    next(stream)
    assert [one for one in worker.children(recursive=True) if one.name() == "bwrap"]
    stream.close()
    assert not [one for one in worker.children(recursive=True) if one.name() == "bwrap"]
    assert client.scheduler_info()["workers"]


@pytest.mark.whole
def test_a_submission_that_kills_its_workers_is_told_and_the_others_are_graded(tmp_path: Path) -> None:
    (tmp_path / "poison.py").write_text(
        "import os\n"
        "from gradlab.grade.slot import Slot\n"
        "class Doomed(Slot):\n"
        "    def grade(self, source, submission):\n"
        "        if submission.student == 's03':\n"
        "            os.kill(os.getpid(), 9)\n"
        "        return super().grade(source, submission)\n"
        "from gradlab.grade import cluster_worker\n"
        "cluster_worker.Slot = Doomed\n"
    )
    with (
        cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as made,
        connect(made.address, workers=0) as client,
    ):
        made.worker("--preload", str(tmp_path / "poison.py"))
        done = {
            job.submission.student: graded.report
            for job, graded in grading.run(a_class(6), client=client, settings=SETTINGS)
        }
    assert len(done) == 6
    assert "workers die while they grade it, the last was tcp://127.0.0.1:" in done.pop("s03").grader_error
    assert not any(report.grader_error for report in done.values())


def test_a_scheduler_that_dies_ends_the_run_and_keeps_what_is_graded(joined: tuple[Cluster, Client]) -> None:
    made, client = joined
    made.worker()
    stream = grading.run(a_class(6), client=client, settings=SETTINGS)
    _, graded = next(stream)
    assert graded.report.scored
    made.scheduler.process.kill()
    with pytest.raises(ClusterError, match="connection to the Dask scheduler is lost") as caught:
        list(stream)
    assert "run the same command to go on" in caught.value.fix


def test_without_workers_one_is_told_how_to_start_them(
    joined: tuple[Cluster, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, client = joined
    monkeypatch.setattr(cluster_roster, "WAIT_S", 1.5)
    told: list[str] = []
    with pytest.raises(ClusterError, match="has no workers") as caught:
        list(grading.run(a_class(1), client=client, tell=told.append))
    assert f"dask worker {made.address}" in caught.value.fix
    assert [line for line in told if "has no workers; waiting up to" in line]


@pytest.mark.skipif(
    Path("/dev/nvidia0").exists(), reason="a worker here could offer its GPU, and would keep the promise"
)
def test_what_needs_a_gpu_goes_to_workers_that_offer_one(joined: tuple[Cluster, Client]) -> None:
    made, client = joined
    made.worker("--name", "without")
    settings = Settings(test_s=20.0, cell_s=20.0, platform="cuda")
    with pytest.raises(ClusterError, match="it offers no GPU") as caught:
        list(grading.run(a_class(1), client=client, settings=settings))
    assert "dask worker --resources GPU=1" in caught.value.fix
    made.worker("--name", "with", "--resources", "GPU=1")
    told: list[str] = []
    with pytest.raises(ClusterError) as caught:
        list(grading.run(a_class(1), client=client, settings=settings, tell=told.append))
    assert "none of the 2 workers can grade" in str(caught.value)
    # One offers no GPU; the other tried to start a judge on one, and tells what this machine lacks.
    cannot = [line for line in told if "cannot grade: " in line]
    (tried,) = [line for line in cannot if "it offers no GPU" not in line]
    assert len(cannot) == 2 and "GPU" in tried, told


def test_no_jobs_ask_no_worker(joined: tuple[Cluster, Client]) -> None:
    _, client = joined
    assert list(grading.run([], client=client)) == []
