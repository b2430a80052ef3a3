"""Dask clusters made of real processes on this machine: `dask scheduler` and `dask worker`, as a person starts them."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

START_S = 60.0
"""A process of Dask's is there within 3 s on a quiet core."""


class Process:
    """A scheduler, or a nanny with its worker."""

    def __init__(self, words: list[str], ready: str, folder: Path, variables: Mapping[str, str]) -> None:
        env = {
            **os.environ,
            "XDG_CACHE_HOME": str(folder / "cache"),
            "DASK_TEMPORARY_DIRECTORY": str(folder / "dask"),
            **variables,
        }
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, cwd=folder)
        self.log: list[str] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.ready = self.waits_for(ready)

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr:
            for line in self.process.stderr:
                self.log.append(line)
                self._lines.put(line)
        self._lines.put("")

    def waits_for(self, words: str) -> str:
        """Wait until a line of the log holds these words, and return it; each line is looked at once."""
        while line := self._lines.get(timeout=START_S):
            if words in line:
                return line
        raise AssertionError(f"it has ended without {words!r}:\n{''.join(self.log)}")

    def family(self) -> list[psutil.Process]:
        """Return the process and all it has started, parents first."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def worker(self) -> psutil.Process:
        """Return the process of the worker that a nanny watches."""
        found = []
        for one in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):  # ended meanwhile
                if "spawn_main" in " ".join(one.cmdline()):
                    found.append(one)
        (worker,) = found
        return worker

    def kill(self) -> None:
        """Kill it and all it has started, as a machine that goes down does."""
        family = self.family()
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()
        psutil.wait_procs(family[1:])
        self._reader.join()


class Cluster:
    """A scheduler on a free port, and the workers that a test starts."""

    def __init__(self, folder: Path, *words: str, **variables: str) -> None:
        self.folder, self.words, self.variables = folder, words, variables
        self.processes: list[Process] = []
        self.scheduler = self._start(
            ["scheduler", "--host", "127.0.0.1", "--port", "0", *words], "Scheduler at:"
        )
        self.address = self.scheduler.ready.split()[-1]

    def _start(self, words: list[str], ready: str, **variables: str) -> Process:
        process = Process(words, ready, self.folder, {**self.variables, **variables})
        self.processes.append(process)
        return process

    def worker(self, *words: str, **variables: str) -> Process:
        """Start a worker and wait until it has joined."""
        host = () if "--host" in words else ("--host", "127.0.0.1")
        threads = () if "--nthreads" in words else ("--nthreads", "1")
        command = ["worker", self.address, *host, *threads, *self.words, *words]
        return self._start(command, "Registered to:", **variables)


@contextlib.contextmanager
def cluster(folder: Path, *words: str, workers: int = 0, **variables: str) -> Iterator[Cluster]:
    """Give a cluster, and end all of it."""
    made = Cluster(folder, *words, **variables)
    try:
        for _ in range(workers):
            made.worker()
        yield made
    finally:
        for process in reversed(made.processes):
            if process.process.poll() is None:
                process.kill()
