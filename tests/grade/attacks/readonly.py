"""Write to the environment, to the system and to the package, in every way. Poison what the next child imports."""

import contextlib
import fcntl
import mmap

import gradlab

FILES = [pyseccomp.__file__, os.__file__, gradlab.__file__, "/etc/ld.so.cache", sys.executable]
for path in FILES:
    folder = os.path.dirname(path)
    attempt(f"open {path}", lambda path=path: os.open(path, os.O_WRONLY))
    attempt(f"truncate {path}", lambda path=path: os.truncate(path, 0))
    attempt(f"chmod {path}", lambda path=path: os.chmod(path, 0o777))
    attempt(f"utime {path}", lambda path=path: os.utime(path, (1, 1)))
    attempt(f"unlink {path}", lambda path=path: os.unlink(path))
    with contextlib.suppress(OSError):  # where nothing at all can be written
        open("/work/new", "w").close()
    attempt(f"rename over {path}", lambda path=path: os.rename("/work/new", path))
    attempt(
        f"create in {folder}", lambda folder=folder: os.open(f"{folder}/evil.pth", os.O_CREAT | os.O_WRONLY)
    )
    attempt(f"link {path}", lambda path=path: os.link(path, "/work/hard"))
    attempt(f"xattr {path}", lambda path=path: os.setxattr(path, "user.x", b"1"))
    attempt(
        f"lock {path}",
        lambda path=path: fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB),
    )
    attempt(f"map {path}", lambda path=path: mmap.mmap(os.open(path, os.O_RDONLY), 4096, 1, 3))
for folder in (
    "/",
    "/dev",
    "/etc",
    "/usr",
    "/usr/share/fonts",
    "/grader",
    sys.prefix,
    sys.base_prefix,
    "/proc",
):
    attempt(f"mkdir in {folder}", lambda folder=folder: os.mkdir(f"{folder}/evil"))
