"""Name or signal anything outside: the nursery, bwrap, siblings, the judge."""

import contextlib
import resource

MOST = given("MOST", 70_000)
others = [pid for pid in range(1, MOST) if pid != os.getpid() and call("kill", pid, 0)[1] != "ESRCH"]
expect("kill any pid", not others, others[:5])
others = [pid for pid in range(1, 5000) if pid != os.getpid() and call("pidfd_open", pid, 0)[0] >= 0]
expect("pidfd_open any pid", not others, others[:5])
threads = [tid for tid in range(1, MOST) if call("tkill", tid, 0)[1] != "ESRCH"]
expect("tkill any thread", threads == [1], threads)
expect("parent, group and session", (os.getppid(), os.getpgid(0), os.getsid(0)) == (0, 1, 1))
attempt("prlimit of pid 2", lambda: resource.prlimit(2, resource.RLIMIT_NOFILE))
# These reach whoever shares the user or the process group: the test looks at the nursery's niceness, and that it lives.
for whom, who, niceness in ((os.PRIO_USER, os.getuid(), 11), (os.PRIO_PGRP, 0, 12)):
    with contextlib.suppress(OSError):
        os.setpriority(whom, who, niceness)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
refused("kill", -1, 9, label="everything:")
report("before killing the group", "info", "if nothing follows, it hit this process")
call("kill", 0, 9)
