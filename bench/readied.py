"""`gradlab grade` beside slots that `gradlab warm` keeps: a command that is watched for its first mark.

    python bench/readied.py ASSIGNMENT JOBS

The clock starts when the slots are ready. Exits with what `gradlab grade` exits with.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

from costs import STARTS

GRADLAB = (sys.executable, "-m", "gradlab.cli")


def main() -> int:
    """Keep slots, grade, end the slots, and return the exit code."""
    words = [sys.argv[1], "--jobs", sys.argv[2]]
    keeper = subprocess.Popen([*GRADLAB, "warm", *words], stderr=subprocess.PIPE)
    assert keeper.stderr is not None
    try:
        for line in keeper.stderr:
            if b" ready after " in line:
                break
        else:
            print(f"gradlab warm ends with {keeper.wait()}", file=sys.stderr)
            return 1
        threading.Thread(target=keeper.stderr.read, daemon=True).start()
        sys.stderr.buffer.write(STARTS)
        sys.stderr.flush()
        return subprocess.run([*GRADLAB, "grade", *words], check=False).returncode
    finally:
        keeper.send_signal(signal.SIGINT)
        keeper.wait()


if __name__ == "__main__":
    sys.exit(main())
