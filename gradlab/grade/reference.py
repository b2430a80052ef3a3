"""A student who is trusted: runs the instructor's own solution, and keeps what it compiles for the students to come.

`main` is the program of a process that `sandbox.reference_process` confines like a judge: it may write one folder, the compile
cache that students then read. Nothing a student sends ever runs here.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import NoReturn


def main(fd: int) -> NoReturn:
    """Serve one sitting over the descriptor `fd`, writing every compiled program to the cache."""
    import jax

    os.umask(0o022)  # students are another user
    settings: dict[str, object] = {
        "jax_compilation_cache_dir": os.environ["GRADLAB_JUDGE_CACHE"],
        "jax_persistent_cache_min_compile_time_secs": 0.0,
        "jax_persistent_cache_min_entry_size_bytes": -1,
    }
    for name, value in settings.items():
        jax.config.update(name, value)  # type: ignore[no-untyped-call]
    from gradlab.grade import jax_dispatch, student

    folder = Path(os.environ["GRADLAB_JUDGE_CACHE"])
    jax_dispatch.share(student.EXECUTABLES, folder, writes=True)
    student.warm()
    student.serve(socket.socket(fileno=fd))
