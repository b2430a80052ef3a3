"""The system call filters: one for students, one for the judge.

A filter is made once, before any student code exists, and loaded as the last act of confinement.
Everything is allowed except what is named here, calls newer than this list, and calls of another
architecture. Not here: anything about namespaces or limits (``confine``).

May be imported by ``confine`` and ``nursery``, inside a sandbox only: loading it needs libseccomp.
"""

import errno
from typing import Any, Protocol

OUTSIDE = """
    socket execve execveat ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp
    shmget shmat msgget semget mq_open memfd_secret
    """
"""Ways to another process: a new program, a socket of any family (AF_VSOCK is in no namespace), shared memory."""

NAMESPACES = """
    unshare setns mount umount2 pivot_root chroot fsopen fsconfig fsmount fspick move_mount open_tree mount_setattr
    open_by_handle_at name_to_handle_at quotactl quotactl_fd
    """
"""Changing what is mounted, or becoming root in a namespace of one's own."""

KERNEL = """
    io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key bpf perf_event_open userfaultfd
    fanotify_init vmsplice inotify_init inotify_init1 personality modify_ldt acct syslog reboot swapon swapoff kexec_load
    kexec_file_load init_module finit_module delete_module iopl ioperm settimeofday clock_settime adjtimex
    clock_adjtime sethostname setdomainname vhangup
    """
"""Parts of the kernel that no course needs, many of which had holes; some (inotify, keys) are counted by user."""

SHARED = "memfd_create flock setsockopt sched_setaffinity setrlimit"
"""Denied to students only: memory beyond RLIMIT_AS (memfd, socket buffers), locks on files that others read too, limits: one
who lowers their own could have the kernel kill them, which is how a machine short of memory looks."""

FIRST_UNKNOWN, LAST_UNKNOWN = 451, 600
"""Calls that are newer than this list: they do not exist, as far as the sandbox goes."""

CLONE_THREAD = 0x10000


class Filter(Protocol):
    """What is loaded into the kernel: irrevocable for the calling thread and all that it starts."""

    def load(self) -> None: ...


def student_filter() -> Filter:
    """Make the filter of a student: one process, with threads.

    Returns:
        The filter. One process is the point: RLIMIT_AS and RLIMIT_CPU then cap a whole submission.
    """
    import pyseccomp

    rules: Any = _filter(" ".join((OUTSIDE, NAMESPACES, KERNEL, SHARED)))
    sets_limits = pyseccomp.Arg(2, pyseccomp.NE, 0)  # else it asks for them
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "prlimit64", sets_limits)
    return rules  # type: ignore[no-any-return]


def judge_filter() -> Filter:
    """Make the filter of the judge, which runs programs that students exported.

    Returns:
        The filter. The judge may lock its compilation cache; it starts no process either.
    """
    return _filter(" ".join((OUTSIDE, NAMESPACES, KERNEL)))


def _filter(names: str) -> Filter:
    import pyseccomp  # needs libseccomp, and looks for it in ways that a filter would forbid

    rules: Any = pyseccomp.SyscallFilter(pyseccomp.ALLOW)  # a call of another architecture kills the thread
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in ("fork", "vfork", *names.split()):
        rules.add_rule(refuse, name)
    rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
    # A filter cannot read clone3's flags, which lie in memory; told that it does not exist, the C library uses clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for number in range(FIRST_UNKNOWN, LAST_UNKNOWN):
        rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), number)
    return rules  # type: ignore[no-any-return]
