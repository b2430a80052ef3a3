"""The judge as the students' compiler: equal programs of a class are compiled once, and by nobody whom a student can reach.

A student's process sends the text of a program instead of compiling it. The judge knows a program by the digest that it computes
over these bytes itself, inspects it like one that it would run, compiles it and answers with machine code. Trusted side.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import OrderedDict
from pathlib import Path

from gradlab.grade import inspection, jax_compilation, jax_modules, whole_file
from gradlab.grade.jax_internals import mlir

FORMAT = 1
"""Of the files."""
PREFIX = "shared-"
"""How the names of files begin."""
KEPT_BYTES = 16 << 20
"""Machine code that a judge keeps in memory; a program of the course has 10 kB."""
PROGRAMS = 4096
"""Programs that a judge remembers to be refused."""


class Compiler:
    """What is compiled for students, by the digest of the text.

    Args:
        folder: where judges keep what they have compiled; None: in memory only.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._place = ""
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0
        self._refused: OrderedDict[bytes, None] = OrderedDict()

    def compiled(self, text: bytes) -> bytes | None:
        """Return the machine code of a program.

        Args:
            text: StableHLO in MLIR's generic form, as a student's process has sent it.

        Returns:
            A serialized executable; None for what the judge does not compile: it is the student's own affair.
        """
        digest = hashlib.sha256(text).digest()
        if digest in self._refused:
            return None
        known = self._known.get(digest)
        if known is not None:
            self._known.move_to_end(digest)
            return known
        path = self._file(digest)
        made = self._read(path) or self._made(text, path)
        if made is None:
            self._refused[digest] = None
            if len(self._refused) > PROGRAMS:
                self._refused.popitem(last=False)
            return None
        self._known[digest] = made
        self._bytes += len(made)
        while self._bytes > KEPT_BYTES:
            self._bytes -= len(self._known.popitem(last=False)[1])
        return made

    def _file(self, digest: bytes) -> Path | None:
        if self._folder is None:
            return None
        if not self._place:
            self._place = f"{FORMAT}\n{jax_compilation.place()}"
        name = hashlib.sha256(self._place.encode() + b"\n" + digest).hexdigest()
        return self._folder / f"{PREFIX}{name}"

    def _read(self, path: Path | None) -> bytes | None:
        with contextlib.suppress(OSError):
            return None if path is None else path.read_bytes()
        return None

    def _made(self, text: bytes, path: Path | None) -> bytes | None:
        if len(text) > jax_compilation.MODULE_BYTES:
            return None
        if jax_modules.LAPACK in text:
            jax_modules.prepare_kernels()
        try:
            with mlir.make_ir_context():
                made = jax_compilation.compiled(inspection.accept(text, "cpu"))
        except Exception:
            return None  # refused, or beyond XLA: so it is in the student's process, whose error says why
        if path is not None:
            with contextlib.suppress(OSError):
                whole_file.replace(path, made)
        return made
