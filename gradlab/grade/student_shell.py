"""The student's notebook: a real IPython shell without a kernel, its output as capped text and PNG only.

Magics, `display`, top-level await and inline figures work as in Jupyter. No HTML, no ANSI colours, no history on disk.
Untrusted side: what it prints is shown, never parsed. Imported by the student's process only.
"""

from __future__ import annotations

import base64
import contextlib
import io
import linecache
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from gradlab.grade import wire_errors
from gradlab.grade import wire_messages as messages
from gradlab.grade.wire_text import OUTPUT_CHARACTERS, scrubbed

ERROR_CHARACTERS = 600
STUDENT_LINES = 5
"""Of a traceback: the student's innermost lines."""
PNG_COMPRESSION = 1
"""Of 9. The files are half as large again as at 6, matplotlib's choice, and look the same."""
PREFIX = "<cell "
"""How the names of the files of cells begin."""
CUT = "\n[… output cut here]\n"


class BoundedText(io.TextIOBase):
    """A text stream that keeps only so many characters, whatever is written."""

    def __init__(self, limit: int = OUTPUT_CHARACTERS) -> None:
        self._parts: list[str] = []
        self._left = limit
        self.truncated = False

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if type(text) is not str:
            text = str.__str__(text)
        if text and self._left > 0:
            self._parts.append(text[: self._left])
        self._left -= len(text)
        if self._left < 0 and not self.truncated:
            self.truncated = True
            self._parts.append(CUT)
        return len(text)

    def text(self) -> str:
        """Return what was kept."""
        return "".join(self._parts).encode("utf-8", "replace").decode()


class Output:
    """What one cell has shown so far."""

    def __init__(self) -> None:
        self.stream = BoundedText()
        self.images: list[bytes] = []
        self.truncated = False

    def show(self, data: dict[str, Any]) -> None:
        """Take one rich output: its picture if it has one, else its text."""
        picture = data.get("image/png")
        if isinstance(picture, str):
            picture = base64.b64decode(picture)
        if isinstance(picture, bytes):
            if len(self.images) < messages.IMAGES and len(picture) <= messages.IMAGE_BYTES:
                self.images.append(picture)
            else:
                self.truncated = True
            return
        text = data.get("text/plain")
        if isinstance(text, str):
            self.stream.write(text + "\n")


class _Publisher(DisplayPublisher):
    output = Output()

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        self.output.show(data)

    def clear_output(self, wait: bool = False) -> None:
        pass


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _Publisher.output.show(format_dict)


class _Compiler(CachingCompiler):
    cell = "1"

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"{PREFIX}{self.cell}>"


class Shell(InteractiveShell):
    """An interactive shell whose output goes to an `Output`."""

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no event loop, and `%matplotlib inline` asks for one."""

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: the judge reports a cell's error, and formatting a long traceback costs half a second."""

    showsyntaxerror = showtraceback

    def init_traceback_handlers(self, custom_exceptions: Any) -> None:
        super().init_traceback_handlers(custom_exceptions)
        self.InteractiveTB.set_mode("Minimal")


def make_shell() -> Shell:
    """Make the one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Minimal"
    config.InteractiveShell.display_pub_class = _Publisher
    shell: Shell = Shell.instance(
        config=config, compiler_class=_Compiler, display_pub_class=_Publisher, displayhook_class=_Hook
    )
    formatter: Any = shell.display_formatter
    formatter.active_types = ["text/plain", "image/png"]
    return shell


def plain_figures() -> None:
    """Draw figures with less work.

    Once, as they are shown: pyplot's own hook would draw them again for nothing. A figure that lays itself out is not drawn
    another time to find out where to crop it. And the file is packed quickly.
    """
    from IPython.core import pylabtools
    from matplotlib import pyplot

    tools: Any = pylabtools
    printed = tools.print_figure

    def print_figure(
        figure: Any, fmt: str = "png", bbox_inches: Any = "tight", *args: Any, **options: Any
    ) -> Any:
        crop = None if figure.get_layout_engine() is not None else bbox_inches
        return printed(figure, fmt, crop, *args, pil_kwargs={"compress_level": PNG_COMPRESSION}, **options)

    tools.print_figure = print_figure
    pyplot.draw_all = lambda force=False: None


def student_lines(error: BaseException) -> tuple[str, ...]:
    """Return the lines of the student's cells in a traceback, innermost last."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(PREFIX):
            where = frame.filename.removeprefix("<").removesuffix(">")
            lines.append(f"{where}, line {frame.lineno}: {frame.line}")
    return tuple(scrubbed(line)[:200] for line in lines[-STUDENT_LINES:])


def outcome(error: BaseException | None) -> str:
    """Name the outcome of a cell: passed, not attempted, memory or error."""
    if error is None:
        return "passed"
    if isinstance(error, NotImplementedError):
        return "not attempted"
    return "memory" if isinstance(error, MemoryError) else "error"


@contextlib.contextmanager
def _captured() -> Iterator[Output]:
    output, before = Output(), _Publisher.output
    _Publisher.output = output
    try:
        with contextlib.redirect_stdout(output.stream), contextlib.redirect_stderr(output.stream):
            yield output
    finally:
        _Publisher.output = before


class Notebook:
    """The cells of one submission as they run.

    Args:
        shell: the process's shell.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._run_cell: Any = shell.run_cell
        self.namespace: dict[str, Any] = shell.user_ns

    def names(self) -> tuple[str, ...]:
        """Return the names the student has defined."""
        hidden = self._shell.user_ns_hidden
        return tuple(n for n in self.namespace if type(n) is str and n[:1] != "_" and n not in hidden)

    def run(self, cell_id: str, source: str) -> messages.Ran:
        """Run one cell.

        Args:
            cell_id: names the cell in tracebacks.
            source: its code, magics included.

        Returns:
            Its output, its error if any, and the names it has bound.
        """
        before = dict(self.namespace)
        _Compiler.cell = cell_id
        with _captured() as output:
            result = self._run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        changed = tuple(n for n in self.names() if n not in before or before[n] is not self.namespace[n])
        return messages.Ran(
            text=output.stream.text(), images=tuple(output.images), error=_spoken(error), outcome=outcome(error),
            names=self.names(), changed=changed, truncated=output.truncated or output.stream.truncated,
        )  # fmt: skip


def _spoken(error: BaseException | None) -> str | None:
    if error is None:
        return None
    text = f"{type(error).__name__}: {wire_errors.message(error)}"
    text = text if len(text) <= ERROR_CHARACTERS else text[:ERROR_CHARACTERS] + " …"
    lines = student_lines(error)
    return text + "".join(f"\n  {line}" for line in lines[-1:])


def forget(shell: Shell) -> None:
    """Empty the shell and drop what the cells so far have left in the cache of source lines."""
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.last_execution_succeeded = True
    shell.last_execution_result = None
    for name in [n for n in linecache.cache if n.startswith(PREFIX)]:
        del linecache.cache[name]
    sys.last_value = sys.last_traceback = sys.last_type = None
