"""Use up what is limited or counted by user: descriptors, those in flight, timers, pipes; raise the limits."""

import array
import fcntl
import resource

MOST = given("MOST", 100_000)
opened = []
try:
    while len(opened) < MOST:
        opened.append(os.open("/dev/null", os.O_RDONLY))
    report("descriptors", "NOT STOPPED", len(opened))
except OSError as error:
    report("descriptors", "stopped", f"{len(opened)}, then {error}")
for fd in opened:
    os.close(fd)
for name in ("AS", "CPU", "NPROC", "NOFILE", "FSIZE", "CORE", "MEMLOCK"):
    kind = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY:
        report(f"raise {name}", "NOT STOPPED", "there is no limit")
    else:
        attempt(f"raise {name}", lambda kind=kind, more=hard + 1: resource.setrlimit(kind, (more, more)))
attempt("nice -5", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
attempt("choose the core", lambda: os.sched_setaffinity(0, {0}))
attempt("a file too large", lambda: os.truncate(os.open("/work/large", os.O_CREAT | os.O_RDWR), 1 << 40))

event, timer, timers = (ctypes.c_int64 * 8)(0, 34), ctypes.c_int(), 0
while timers < min(MOST, 10_000) and call("timer_create", 1, event, ctypes.addressof(timer))[0] >= 0:
    timers += 1
expect("timers", timers <= 64, timers)

flying, pairs = 0, []
try:
    many = array.array("i", [os.open("/dev/null", 0) for _ in range(20)])
    while flying < MOST:
        one, two = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        pairs.append((one, two))
        one.setblocking(False)
        for _ in range(10):
            try:
                one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, many)])
                flying += len(many)
            except BlockingIOError:
                break
    report("descriptors in flight", "NOT STOPPED", flying)
except OSError as error:
    report("descriptors in flight", "stopped", f"{flying}, then {error}")
pairs.clear()

pipes, pages = [], 0
try:
    while len(pipes) < MOST:
        pipes += os.pipe()
        try:
            pages += fcntl.fcntl(pipes[-1], 1031, 1 << 20) >> 12
        except OSError:
            pages += fcntl.fcntl(pipes[-1], 1032) >> 12
    report("pages of pipes", "NOT STOPPED", pages)
except OSError as error:
    report("pages of pipes", "stopped", f"{pages} in {len(pipes) // 2} pipes, then {error}")
report("done", "info")
time.sleep(600)
