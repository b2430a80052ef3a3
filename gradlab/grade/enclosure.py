"""A process inside bwrap, as the grader holds it: started, listened to, explained when it fails, ended.

Nothing is left when the grader dies, however it dies. Not here: what the process may see (``bubblewrap``) and what it does.

May be imported by ``sandbox``, ``doctor``, ``outside``, ``slot`` and ``sitting``.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

from gradlab.grade.bubblewrap import Command, ProcessFailed, SandboxError

FATE_S = 0.3
"""How long a process that has closed its channel gets to end, so that the reason shows."""

END_S = 5.0
"""How long a process gets to end by itself before it is killed."""

LOG_CHARACTERS = 4000
"""How much of what a process has printed is ever shown."""

SWITCHES = {
    "kernel/unprivileged_userns_clone": ("0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    "user/max_user_namespaces": ("0", "sudo sysctl user.max_user_namespaces=15000"),
    "kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
}
"""Settings below /proc/sys that forbid user namespaces: the value that does, and the command that mends it."""

_FIXES = {
    "seccomp": "install libseccomp (`sudo apt install libseccomp2`); the kernel needs CONFIG_SECCOMP_FILTER",
    "read-only": "the kernel must be Linux 5.14 or newer",
    "limits": "the grader's own limits lie below the sandbox's: raise them (`ulimit -H -a` shows them)",
    "setpriv": "install util-linux, which brings `setpriv`, or do not grade as root",
    "platform": "run `nvidia-smi` and `gradlab doctor --platform cuda`; docs/gpu.md says what to try next",
    "killed": "run the same again. If it happens again: the kernel kills what takes too much memory, which `dmesg` shows",
    "nursery": "run `gradlab doctor`; `uv sync --reinstall` repairs a broken environment",
}


def fix_for(layer: str) -> str:
    """Say what to do about a missing layer.

    Args:
        layer: Its name.

    Returns:
        What to do, for this machine.
    """
    if layer != "namespaces":
        return _FIXES.get(layer, "run `gradlab doctor` and report what it prints")
    for name, (value, command) in SWITCHES.items():
        path = Path("/proc/sys", name)
        if path.exists() and path.read_text().strip() == value:
            return f"user namespaces are switched off here: run `{command}`"
    return (
        "user namespaces, one inside another, must be allowed here. In a container, start it with `--security-opt "
        "seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined`"
    )


class Enclosure:
    """One bwrap and what runs inside.

    Attributes:
        process: bwrap. Its death is the death of everything inside.
        log: What bwrap and the program have printed. As little to be trusted as the program.
    """

    def __init__(self, command: Command, fd: int) -> None:
        """Start it.

        Args:
            command: The command line.
            fd: The one descriptor to pass on.

        Raises:
            SandboxError: If it does not start.
        """
        written = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (closed below, when bwrap has it)
        # Opened anew, to read without moving the place where bwrap writes.
        self.log: IO[bytes] = open(f"/proc/self/fd/{written.fileno()}", "rb")  # noqa: SIM115  (its owner closes it)
        started = threading.Event()
        result: list[subprocess.Popen[bytes] | Exception] = []

        def keep() -> None:
            try:
                process = _popen(command, fd, written)
                pidfd = os.pidfd_open(process.pid)
            except (OSError, subprocess.SubprocessError) as error:
                result.append(error)
                return
            else:
                result.append(process)
            finally:
                started.set()
            readable(pidfd, None)
            os.close(pidfd)

        # --die-with-parent follows the *thread* that has started bwrap, so bwrap gets one that lives as long as it does.
        threading.Thread(target=keep, name="keeps bwrap", daemon=True).start()
        started.wait()
        written.close()
        if isinstance(result[0], Exception):
            self.log.close()
            raise SandboxError(
                "bubblewrap", f"{command.argv[0]} did not start ({result[0]})", fix_for("bubblewrap")
            )
        self.process = result[0]

    def said(self) -> str:
        """Give the end of what was printed, with nothing in it that a terminal would obey."""
        if self.log.closed:
            return ""
        size = os.fstat(self.log.fileno()).st_size
        data = os.pread(self.log.fileno(), LOG_CHARACTERS, max(0, size - LOG_CHARACTERS))
        return "".join(
            c if c.isprintable() or c == "\n" else "?" for c in data.decode(errors="replace")
        ).strip()

    def explain(self, why: str) -> SandboxError:
        """Tell from what was printed why it has ended.

        Args:
            why: What is known besides.

        Returns:
            The error to raise.
        """
        said = self.said()
        if "bwrap:" in said:
            layer = (
                "namespaces"
                if any(word in said for word in ("amespace", "uid map", "loopback"))
                else "bubblewrap"
            )
            if "setpriv" in said:
                layer = "setpriv"
            return SandboxError(layer, said[-300:], fix_for(layer))
        if said.startswith("setpriv:"):
            return SandboxError("setpriv", said[-300:], fix_for("setpriv"))
        if was_killed(self.process):
            return ProcessFailed("nursery", "the nursery was killed (SIGKILL)", fix_for("killed"))
        return ProcessFailed(
            "nursery", f"{why}; it had printed: {said[-1500:] or 'nothing'}", fix_for("nursery")
        )

    def end(self) -> None:
        """Wait a little for it to end, then kill it."""
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def was_killed(process: subprocess.Popen[bytes]) -> bool:
    """Say whether SIGKILL has ended a bwrap, or what ran inside, of which bwrap tells as a shell does."""
    return process.poll() in (-signal.SIGKILL, 128 + signal.SIGKILL)


def is_stopped(pid: int) -> bool:
    """Say whether a process stands still by a signal, which nobody inside a sandbox can send to its first process.

    Args:
        pid: The process, as the host counts.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "Tt"
    except (OSError, IndexError):
        return False


def fate_of(process: subprocess.Popen[bytes], pid: int) -> str:
    """Say what somebody else seems to have done to a sandbox that is silent or has closed its channel.

    Args:
        process: bwrap.
        pid: What runs inside, as the host counts.

    Returns:
        `stopped`, `killed`, or nothing.
    """
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(FATE_S)
    if is_stopped(pid):
        return "stopped"
    return "killed" if was_killed(process) else ""


def _popen(command: Command, fd: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    user: dict[str, Any] = {}
    if command.uid is not None:
        user = {"user": command.uid, "group": command.uid, "extra_groups": []}  # or root's groups stay
    return subprocess.Popen(
        command.argv,
        env={},  # bwrap's own shows in /proc/1/environ, whatever --clearenv does for its child
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=[fd],
        start_new_session=True,  # Ctrl-C is for the grader, which ends its sandboxes in order
        **user,
    )


def readable(fd: int, timeout_s: float | None) -> bool:
    """Wait until a descriptor can be read, or has ended.

    Args:
        fd: The descriptor.
        timeout_s: How long, in seconds; None is for ever.

    Returns:
        Whether it can be read.
    """
    poll = select.poll()  # select() can't watch a descriptor above 1023
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(None if timeout_s is None else max(0.0, timeout_s) * 1000))


def host_pid(pidfd: int) -> int:
    """Say which process a pidfd is, as the host counts.

    Args:
        pidfd: The pidfd.

    Returns:
        The pid; -1 once the process is gone.

    Raises:
        SandboxError: If the kernel does not tell.
    """
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise SandboxError("proc", "the kernel does not say which process a pidfd is", fix_for("read-only"))


def host_uids(pid: int) -> set[int]:
    """Say whose a process is, as the host counts.

    Args:
        pid: The process.

    Returns:
        Its real, effective, saved and file system uid; empty if it is gone.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return set()
    return {int(word) for line in status.splitlines() if line.startswith("Uid:") for word in line.split()[1:]}
