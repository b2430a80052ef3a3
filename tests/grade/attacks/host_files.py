"""Read files of the host: keys, accounts, hidden tests, the work of others. PATHS is put before."""

import contextlib

for path in PATHS:
    attempt(
        f"read {path}",
        lambda path=path: os.listdir(path) if os.path.isdir(path) else os.open(path, os.O_RDONLY),
    )
here, work = os.stat("."), os.stat("/work")
expect("the current folder is private", (here.st_dev, here.st_ino) == (work.st_dev, work.st_ino))
expect("up and up is the root", sorted(os.listdir("/" + "../" * 40)) == sorted(os.listdir("/")))
refused("name_to_handle_at", -100, b"/env", address, address, 0)
refused("open_by_handle_at", 3, address, 0)
attempt("type into the terminal", lambda: __import__("fcntl").ioctl(0, 0x5412, b"x"))
attempt("the terminal", lambda: os.open("/dev/tty", os.O_RDWR))
attempt("make a disk device", lambda: os.mknod("/work/disk", 0o60600, os.makedev(254, 0)))
with contextlib.suppress(OSError):  # where nothing can be written, or it is there already
    os.symlink("/root", "/work/link")
attempt("follow a link", lambda: os.listdir("/work/link") and os.open("/work/link/.bashrc", os.O_RDONLY))
