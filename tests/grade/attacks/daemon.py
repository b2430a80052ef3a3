"""Outlive the judge: fork twice, start programs, ignore everything, keep threads."""

import contextlib
import subprocess
import threading

attempt("fork", os.fork)
attempt("start a program", lambda: subprocess.Popen(["/usr/bin/setsid", "/usr/bin/sleep", "1000"]))
attempt("posix_spawn", lambda: os.posix_spawn("/usr/bin/sleep", ["sleep", "1000"], {}))
libc.prctl(1, 0, 0, 0, 0)  # do not die with the parent
for number in range(1, 65):
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)
for _ in range(8):
    threading.Thread(target=time.sleep, args=(1e6,)).start()
report("done", "info")
time.sleep(1e6)
