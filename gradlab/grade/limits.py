"""How much a submission, and how much the judge, may use of the machine.

Not here: setting these limits (``confine``), wall clock time (``slot``).

May be imported by everything in ``grade``.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

# Not in Python's `resource` everywhere.
RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE = 11, 12

NO_CORE = 1
"""Of a core file. A limit of 0 does not hold where the kernel pipes cores to a program (systemd-coredump, apport), which
then fills the host's disk; at a limit of 1 it gives up both kinds."""


NAMES = {
    resource.RLIMIT_AS: "address space in bytes (ulimit -v, in KiB)",
    resource.RLIMIT_DATA: "memory of its own in bytes (ulimit -d, in KiB)",
    resource.RLIMIT_CPU: "processor time in seconds (ulimit -t)",
    resource.RLIMIT_NPROC: "processes and threads of a user (ulimit -u)",
    resource.RLIMIT_NOFILE: "open files (ulimit -n)",
    resource.RLIMIT_FSIZE: "size of a file in bytes (ulimit -f)",
    resource.RLIMIT_CORE: "size of a core (ulimit -c)",
    resource.RLIMIT_MEMLOCK: "locked memory in bytes (ulimit -l)",
    RLIMIT_SIGPENDING: "queued signals (ulimit -i)",
    RLIMIT_MSGQUEUE: "bytes in message queues (ulimit -q)",
}
"""What a person knows the limits by."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use; a child is one process, so these hold for all that it does."""

    address_space_bytes: int = 6 << 30
    """Reserved memory, of which JAX takes 0.7 GB to compile anything at all (see `MALLOC_ARENA_MAX`)."""
    cpu_s: int = 60
    """Seconds of CPU, then the kernel kills it."""
    threads: int = 256
    """JAX starts 20, and dies silently where it may not (see `NPROC`)."""
    open_files: int = 128
    """Far below what the grader has: descriptors in flight count by user."""
    file_bytes: int = 64 << 20
    """Size of one file."""
    work_bytes: int = 64 << 20
    """Size of /work, /tmp and /dev/shm, each. They are memory."""
    work_files: int = 4096
    """Number of files in /work and in /tmp, each: an empty file costs kernel memory too."""
    shared_files: int = 64
    """Number of files in /dev/shm."""
    signals: int = 64
    """Queued signals and timers, which count by user."""

    def rlimits(self) -> dict[int, int]:
        """Give the limits that the kernel has a number for.

        Returns:
            Value by RLIMIT constant, soft and hard alike.
        """
        return {
            resource.RLIMIT_AS: self.address_space_bytes,
            resource.RLIMIT_CPU: self.cpu_s,
            resource.RLIMIT_NPROC: self.threads,
            resource.RLIMIT_NOFILE: self.open_files,
            resource.RLIMIT_FSIZE: self.file_bytes,
            resource.RLIMIT_CORE: NO_CORE,
            resource.RLIMIT_MEMLOCK: 0,
            RLIMIT_SIGPENDING: self.signals,
            RLIMIT_MSGQUEUE: 0,
        }

    def private_folders(self) -> dict[str, str]:
        """Give the folders that a child may write, with the mount data that bound them.

        Returns:
            Mount data by path.
        """
        bounds = f"mode=700,size={self.work_bytes},nr_inodes="
        return {
            "/work": f"{bounds}{self.work_files}",
            "/tmp": f"{bounds}{self.work_files}",
            "/dev/shm": f"{bounds}{self.shared_files}",
        }


JUDGE_RLIMITS = {
    resource.RLIMIT_AS: 12 << 30,
    resource.RLIMIT_NOFILE: 1024,
    resource.RLIMIT_FSIZE: 256 << 20,
    resource.RLIMIT_CORE: NO_CORE,
}
"""The judge runs the programs of students, which may ask for much: it dies of that, and not the machine."""


def judge_rlimits(platform: str) -> dict[int, int]:
    """Return the limits of a judge.

    Args:
        platform: Where it computes. CUDA reserves far more address space than any judge may have on the CPU, memory of the
            GPU and of the machine at once; so there, only what it may write for itself is limited.
    """
    if platform == "cpu":
        return JUDGE_RLIMITS
    limits = {resource.RLIMIT_DATA if k == resource.RLIMIT_AS else k: v for k, v in JUDGE_RLIMITS.items()}
    return limits


JUDGE_TMP_BYTES = 256 << 20
"""Size of the judge's /work, /tmp and /dev/shm, each: pytest and matplotlib write a little."""
