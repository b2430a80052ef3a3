"""A real Jupyter server on a course, with nothing of the person's own settings, ended with everything it started."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

import psutil

START_S = 120
"""A server on a busy machine; it is up in 3 seconds on an idle one."""
TOKEN = "for-these-tests-alone"


class Jupyter:
    """`jupyter lab` in a course's folder, on this machine only and on a port that was free."""

    def __init__(self, root: Path, home: Path) -> None:
        """Remember where; nothing is started yet.

        Args:
            root: The course's folder.
            home: Where the server keeps its settings.
        """
        self.root, self._home = root, home
        self.url = ""
        """Its address, with a slash at the end."""
        self.log: list[str] = []
        """What the server has said, line by line."""

    def __enter__(self) -> Jupyter:
        """Start it, and return once it answers."""
        env = {**os.environ, "HOME": str(self._home), "XDG_CACHE_HOME": str(self._home / "cache")}
        for kind in ("CONFIG", "DATA", "RUNTIME"):
            env[f"JUPYTER_{kind}_DIR"] = str(self._home / kind.lower())
        env |= {"IPYTHONDIR": str(self._home / "ipython"), "MPLCONFIGDIR": str(self._home / "matplotlib")}
        env.pop("JUPYTER_CONFIG_PATH", None)
        command = [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            "--ServerApp.ip=127.0.0.1",
        ]
        command += [
            "--ServerApp.port=0",
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={self.root}",
        ]
        settings = self._home / "config/lab/user-settings/@jupyterlab/apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        # It asks a newcomer whether to fetch news: a box over what the tests look at.
        (settings / "notification.jupyterlab-settings").write_text(
            '{"fetchNews": "false", "checkForUpdates": false}'
        )
        self._process = subprocess.Popen(
            command, cwd=self.root, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stderr is not None
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self._process.stderr, ready), daemon=True)
        self._reader.start()
        ready.wait(START_S)
        if not self.url:
            self.__exit__(None, None, None)
            raise RuntimeError("Jupyter did not start:\n" + "".join(self.log[-30:]))
        return self

    def _read(self, stream: object, ready: threading.Event) -> None:
        for line in stream:  # type: ignore[attr-defined]
            self.log.append(line)
            address = line.partition("http://127.0.0.1:")[2].partition("/")[0]
            if not self.url and address.isdigit():
                self.url = f"http://127.0.0.1:{address}/"
                ready.set()
        ready.set()

    def page(self, path: str) -> str:
        """Return the address of a page for somebody who is logged in."""
        return f"{self.url}{path}?token={TOKEN}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, its kernels and its judge."""
        started = [
            psutil.Process(self._process.pid),
            *psutil.Process(self._process.pid).children(recursive=True),
        ]
        self._process.terminate()
        _, alive = psutil.wait_procs(started, timeout=20)
        for one in alive:
            one.kill()
        psutil.wait_procs(alive, timeout=20)
        self._process.wait()
        self._reader.join(20)
        if self._process.stderr is not None:
            self._process.stderr.close()
