"""Machines that lack something, made on this one: a program that takes it away, then becomes `gradlab`.

Each change ends with the process: mounts are made in a mount namespace of its own, limits and filters in the process alone.
Run as `python machines.py CHANGE... -- WORD...`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pyseccomp

import gradlab

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEWNS, _NEWUSER = 0x00020000, 0x10000000
_RDONLY, _BIND, _REC, _PRIVATE = 1, 4096, 16384, 1 << 18
_DETACH = 2

USER = 64777
"""An ordinary user, who owns nothing and runs nothing else."""

PLACE = Path("/mnt")
"""Covered by a file system of our own where a machine needs a place that everybody may read."""


def _check(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _mount(
    kind: str, target: Path | str, *, source: Path | str = "none", flags: int = 0, data: str = ""
) -> None:
    _check(_LIBC.mount(str(source).encode(), str(target).encode(), kind.encode(), flags, data.encode()))


def _own_mounts() -> None:
    _check(_LIBC.unshare(_NEWNS))
    _check(_LIBC.mount(b"none", b"/", None, _REC | _PRIVATE, None))


def _refuse(*calls: str) -> None:
    """Have the kernel refuse system calls, and those that make a user namespace."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refusal = pyseccomp.ERRNO(errno.EPERM)
    wants_user = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _NEWUSER, _NEWUSER)
    rules.add_rule(refusal, "unshare", wants_user)
    rules.add_rule(refusal, "clone", wants_user)
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for call in calls:
        rules.add_rule(refusal, call)
    rules.load()


def no_user_namespaces() -> None:
    """As a sysctl or AppArmor forbids them, but for the errors' numbers."""
    _refuse()


def container() -> None:
    """As Docker's default filter and capabilities leave it: root without the right to mount."""
    CAP_SYS_ADMIN, PR_CAPBSET_DROP = 21, 24
    _refuse("mount", "umount2", "pivot_root", "setns")
    _check(_LIBC.prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0))
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _check(_LIBC.capget(header, sets))
    for index in range(3):
        sets[index] &= ~(1 << CAP_SYS_ADMIN)
    _check(_LIBC.capset(header, sets))


def read_only_home() -> None:
    """A home in which nothing can be written."""
    _own_mounts()
    _mount("tmpfs", PLACE, data="mode=755")
    (PLACE / "home").mkdir()
    _mount("tmpfs", PLACE / "home", flags=_RDONLY)
    os.environ["HOME"] = str(PLACE / "home")
    os.environ.pop("XDG_CACHE_HOME", None)


def no_cgroup() -> None:
    """Neither cgroups nor anything else below /sys."""
    _own_mounts()
    _mount("tmpfs", "/sys", flags=_RDONLY)


def no_proc() -> None:
    """No /proc."""
    _own_mounts()
    _check(_LIBC.umount2(b"/proc", _DETACH))


def few_descriptors() -> None:
    """100 open files."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))


def few_processes() -> None:
    """200 processes or threads of each user: more than a class takes, fewer than a student may have."""
    resource.setrlimit(resource.RLIMIT_NPROC, (200, 200))


def little_address_space() -> None:
    """3 GiB of address space, less than a student may have."""
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))


def little_time() -> None:
    """Less processor time than a student may have."""
    resource.setrlimit(resource.RLIMIT_CPU, (25, 25))


def bare_service() -> None:
    """An environment without PATH, HOME or LANG, as a bare service has it."""
    for name in ("PATH", "HOME", "LANG", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)


def readable_environment() -> None:
    """An interpreter of the system's, and an environment and course that everybody may read."""
    _own_mounts()
    library = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    package, course = Path(gradlab.__file__).parent, Path.cwd()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    _mount("tmpfs", PLACE, data="mode=755")
    env = PLACE / "env"
    (env / "bin").mkdir(parents=True)
    (env / "bin" / "python").symlink_to(f"/usr/bin/{version}")
    alembic = env / "bin" / "alembic"  # which nbgrader runs as a program
    alembic.write_text(f"#!{env}/bin/python\nfrom alembic.config import main\nmain()\n")
    alembic.chmod(0o755)
    (env / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    for source, target in (
        (library, env / "lib" / version / "site-packages"),
        (package, PLACE / "package" / "gradlab"),
        (course, PLACE / "course"),
    ):
        target.mkdir(parents=True)
        _mount("none", target, source=source, flags=_BIND)
    home = PLACE / "home"
    home.mkdir()
    os.environ.update(
        HOME=str(home), PATH="/usr/bin:/bin", PYTHONPATH=str(PLACE / "package"), PYTHONNOUSERSITE="1"
    )
    os.environ.pop("XDG_CACHE_HOME", None)
    for folder in (home, PLACE / "course"):
        for path in (folder, *folder.rglob("*")):
            os.chown(path, USER, USER)
    os.chdir(PLACE / "course")
    sys.executable = str(env / "bin" / "python")


def ordinary_user() -> None:
    """Somebody else than root, in a readable environment."""
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)


CHANGES: dict[str, Callable[[], None]] = {
    change.__name__.replace("_", "-"): change
    for change in (
        no_user_namespaces,
        container,
        read_only_home,
        no_cgroup,
        no_proc,
        few_descriptors,
        few_processes,
        little_address_space,
        little_time,
        bare_service,
        readable_environment,
        ordinary_user,
    )
}


if __name__ == "__main__":
    at = sys.argv.index("--")
    for name in sys.argv[1:at]:
        CHANGES[name]()
    os.execv(sys.executable, [sys.executable, "-m", "gradlab.cli", *sys.argv[at + 1 :]])
