"""`gradlab grade --dask`: on this machine, on a cluster with certificates, and what is said where it cannot be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import lesson
import psutil
import pytest

sys.path.append(str(Path(__file__).parent / "grade"))
from clusters import cluster

BODIES = ("return 2.0 * x", "return x * x", "return x + 1.0")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with three submissions."""
    return lesson.handed_in(tmp_path / "course", BODIES)


def grade(course: Path, *words: str, program: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `gradlab grade` as a person does, or a program that becomes it."""
    start = ["-c", program] if program else ["-m", "gradlab.cli"]
    command = [sys.executable, *start, "grade", "--no-gradebook", *words]
    env = {**os.environ, "XDG_CACHE_HOME": str(course.parent / "cache"), "COLUMNS": "120", **variables}
    return subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300, env=env)


def reports(folder: Path) -> dict[str, bytes]:
    return {path.parent.parent.name: path.read_bytes() for path in folder.rglob("*.json")}


def test_local_workers_give_the_same_table_and_the_same_bytes(course: Path) -> None:
    here = grade(course, "--json", "here")
    local = grade(course, "--force", "--dask", "local", "--jobs", "2", "--json", "local")
    assert (here.returncode, local.returncode) == (0, 0), local.stderr
    assert local.stdout.partition("\n\n")[0] == here.stdout.partition("\n\n")[0] != ""  # the table
    assert [line for line in local.stderr.splitlines() if line.startswith("[3/3] ")]
    assert "Traceback" not in local.stderr and "distributed" not in local.stderr
    assert reports(course / "here") == reports(course / "local") and len(reports(course / "here")) == 3
    again = grade(course, "--dask", "local")
    assert "3 unchanged since they were graded" in again.stderr


def test_ctrl_c_ends_local_workers_and_keeps_what_is_graded(course: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "gradlab.cli",
        "grade",
        "--no-gradebook",
        "--dask",
        "local",
        "--jobs",
        "1",
    ]
    env = {**os.environ, "XDG_CACHE_HOME": str(course.parent / "cache")}
    with subprocess.Popen(
        command, cwd=course, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert any(line.startswith("[2/3]") for line in process.stderr)  # the first is stored then
        family = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        said = process.stderr.read()
    assert process.returncode == 130
    assert "stopped; what was graded is kept" in said and "Traceback" not in said
    assert family and not psutil.wait_procs(family, timeout=20)[1]
    assert reports(course / "reports")


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (("--dask", "tcp://x:y"), "'tcp://x:y' is not the address of a Dask scheduler", "or `local`"),
        (("--dask", "here"), "'here' is not the address of a Dask scheduler", "or `local`"),
        (
            ("--dask", "tcp://127.0.0.1:9"),
            "no Dask scheduler answers at tcp://127.0.0.1:9",
            "`dask scheduler`",
        ),
        (("--dask", "tls://127.0.0.1:9"), "takes certificates, and none are configured", "TLS__CA_FILE"),
        (("--dask", "tcp://127.0.0.1:9", "--jobs", "2"), "--jobs is for this machine", "start more workers"),
        (("--dask", "tcp://203.0.113.1:x"), "is not the address", "or `local`"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_with_a_hint(
    course: Path, words: tuple[str, ...], what: str, hint: str
) -> None:
    run = grade(course, *words)
    assert run.returncode == 2
    said, _, hinted = run.stderr.partition("\nhint: ")
    assert what in said and hint in hinted
    assert "Traceback" not in run.stderr


def test_without_the_extra_one_is_told_how_to_install_it(course: Path) -> None:
    program = "import sys; sys.modules['distributed'] = None; from gradlab.cli import main; main()"
    run = grade(course, "--dask", "local", program=program)
    assert run.returncode == 2
    assert "hint: pip install 'gradlab[dask]'" in run.stderr


def test_an_open_port_is_warned_of() -> None:
    from gradlab.grade.cluster_connection import is_open

    assert is_open("tcp://10.0.0.5:8786") and is_open("head-node:8786")
    assert not any(map(is_open, ("local", "tcp://127.0.0.1:8786", "localhost:8786", "tls://10.0.0.5:8786")))


def certificates(folder: Path) -> dict[str, str]:
    """Make an authority and a certificate of its own, and return Dask's variables for them."""
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tests"]
    request = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=node", "-keyout", "node.key"]
    sign = ["openssl", "x509", "-req", "-in", "node.csr", "-CA", "ca.pem", "-CAkey", "ca.key"]
    for command in (
        [*new, "-keyout", "ca.key", "-out", "ca.pem"],
        [*request, "-out", "node.csr"],
        [*sign, "-CAcreateserial", "-days", "2", "-out", "node.pem"],
    ):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    names = {"CA_FILE": "ca.pem"}
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        names |= {f"{role}__CERT": "node.pem", f"{role}__KEY": "node.key"}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(folder / file) for name, file in names.items()}


def test_certificates_are_dask_s_own_and_strangers_are_refused(course: Path, tmp_path: Path) -> None:
    tls = certificates(tmp_path)
    with cluster(tmp_path, "--protocol", "tls", **tls) as made:
        made.worker()
        assert made.address.startswith("tls://")
        run = grade(course, "--dask", made.address, **tls)
        assert run.returncode == 0, run.stderr
        assert len(reports(course / "reports")) == 3
        (tmp_path / "stranger").mkdir()
        stranger = grade(course, "--force", "--dask", made.address, **certificates(tmp_path / "stranger"))
        assert stranger.returncode == 2
        assert f"no Dask scheduler answers at {made.address}" in stranger.stderr
        assert "certificate" in stranger.stderr and "Traceback" not in stranger.stderr
