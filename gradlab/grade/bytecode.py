"""gradlab's own modules, compiled before a sandbox starts: nothing can be written in there, so that each process would compile
anew what it imports, a fifth of a second for a nursery and a judge. An installed gradlab is compiled by pip; a clone is not.
"""

from __future__ import annotations

import compileall
import functools
import os
import sys
from pathlib import Path

import gradlab
from gradlab.grade.bubblewrap import PACKAGE

FOLDER = Path(gradlab.__file__).resolve().parent
QUIET = 2
"""Says nothing: what cannot be compiled or written is compiled where it is imported."""


@functools.cache
def make(package: Path = FOLDER) -> None:
    """Compile what has changed since it was compiled, once a process.

    Does nothing where the package cannot be written, and where Python was told to write no bytecode.

    Args:
        package: The package's folder.
    """
    if not sys.dont_write_bytecode and os.access(package, os.W_OK):
        # Named as in a sandbox, where these are read; what Python has compiled at an import is named as in the clone.
        compileall.compile_dir(package, ddir=f"{PACKAGE}/{package.name}", quiet=QUIET)
