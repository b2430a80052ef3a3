"""What a person reads when a command cannot go on: one message, what to do, and the exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from gradlab.notebook import printable, visible

INTERRUPTED = 130
SHORT_OF_MEMORY = (
    "failed to map segment",
    "cannot allocate memory",
    "Cannot allocate memory",
    "can't start new thread",
)
"""How the loader, the kernel and Python say so, in errors of other classes."""


def complain(what: str, hint: str = "") -> None:
    """Print an error, and what to do about it, on stderr."""
    typer.echo(f"gradlab: {printable(what, limit=1000)}", err=True)
    if hint:
        typer.echo(f"\nhint: {printable(hint, limit=1000)}", err=True)


def guarded(app: Callable[..., Any]) -> int:
    """Run the command line and return its exit code."""
    try:
        result = app(standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has left: not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        code = _explain(error)
    if code == INTERRUPTED:
        complain("stopped; what was graded is kept", "run the same command again to go on")
    return code


def _of_the_system(error: OSError) -> tuple[str, str]:
    """Return what the system refused, and what to do about it."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return (
            "too many files are open at once",
            "raise the limit (`ulimit -n` shows it) or grade fewer at once (`--jobs 1`), then run again",
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"the disk is full: {error.filename or os.getcwd()}",
            "free some space, then run the same command again: what was graded is kept",
        )
    return (
        f"{error.strerror or error}: {error.filename or ''}".rstrip(": "),
        "check the path, its rights and the space left",
    )


def _explain(error: Exception) -> int:
    show = getattr(error, "show", None)
    if show is not None and hasattr(error, "exit_code"):
        said = io.StringIO()
        show(file=said)
        # It repeats what was typed: a name from a folder of submissions, as like as not.
        typer.echo(visible(said.getvalue()), err=True, nl=False)
        return int(error.exit_code)
    what, fix = getattr(error, "what", ""), getattr(error, "fix", "")
    if fix or what:
        complain(what or str(error), fix)
        return 2
    if isinstance(error, MemoryError) or any(words in str(error) for words in SHORT_OF_MEMORY):
        complain(
            f"there is not enough memory, or there are too many processes ({error})",
            "end other programs, raise the limits (`ulimit -a` shows them) or grade one at a time (`--jobs 1`); then run again",
        )
        return 2
    if isinstance(error, OSError):
        complain(*_of_the_system(error))
        return 2
    if os.environ.get("GRADLAB_DEBUG"):
        raise error
    complain(
        f"this is a defect of gradlab: {type(error).__name__}: {error}",
        "nothing was recorded by the step that failed. GRADLAB_DEBUG=1 shows where; please report it",
    )
    return 1
