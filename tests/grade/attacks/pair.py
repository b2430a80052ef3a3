"""Two children at once look for each other. ROLE, 0 or 1, is put before."""

import contextlib
import fcntl
import mmap

WAIT_S = given("WAIT_S", 2.0)

written = []
for top, folders, _ in os.walk("/"):
    if top.startswith(("/usr", "/env/lib", "/lib")) or top.count("/") > 5:
        folders[:] = []
        continue
    try:
        open(f"{top}/pair{ROLE}", "w").close()
        written.append(top)
    except OSError:
        pass
report("writable folders", "info", sorted(written))
time.sleep(1)
found = [folder for folder in written if os.path.exists(f"{folder}/pair{1 - ROLE}")]
expect("the neighbour's files", not found, found)


def unix(name):
    sock = socket.socket(socket.AF_UNIX)
    if ROLE == 0:
        sock.bind(name)
        sock.listen()
        sock.settimeout(WAIT_S)
        return sock.accept()
    time.sleep(WAIT_S / 4)
    return sock.connect(name)


def tcp():
    sock = socket.socket()
    sock.settimeout(WAIT_S)
    if ROLE == 0:
        sock.bind(("127.0.0.1", 5999))
        sock.listen()
        return sock.accept()
    time.sleep(WAIT_S / 4)
    return sock.connect(("127.0.0.1", 5999))


attempt("abstract socket", lambda: unix("\0pair"))
attempt("path socket", lambda: unix("/tmp/pair.sock"))
attempt("tcp loopback", tcp)
refused("shmget", 0x1234, 4096, 0o1666)
refused("msgget", 0x1234, 0o1666)
refused("semget", 0x1234, 1, 0o1666)
refused("mq_open", b"pair", 0o102, 0o666, 0)
refused("inotify_init")
refused("fanotify_init", 0, 0)
name = "/dev/shm/pair-memory"
if ROLE == 0:
    with contextlib.suppress(OSError):
        open(name, "w").close()
else:
    time.sleep(WAIT_S / 4)
    expect("posix shared memory", not os.path.exists(name))
expect("pseudo-terminals", not os.path.exists("/dev/pts") and not os.path.exists("/dev/ptmx"))

# A file that both can read: a lock on it is a message, and would block whoever else locks it.
file = os.open(pyseccomp.__file__, os.O_RDONLY)
attempt("flock", lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB))
attempt("lease", lambda: fcntl.fcntl(file, 1024, 0))
attempt("write lock", lambda: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 10, 0))
attempt("write to the map", lambda: mmap.mmap(file, 4096, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE))
# Known and accepted: two children that have agreed beforehand can signal by futex, page cache and load. It takes the will
# of both, reaches no third one, and moves no mark: the judge asks each for its own answers.
report("done", "info")
time.sleep(0.5)
