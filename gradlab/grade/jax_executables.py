"""Compiled programs, found by what the programs have in common: in this process, or in a folder that a trusted one has filled.

jax compiles a program for every function object, every loop that is run eagerly and every number in it; lowering it is as dear as
tracing it and compiling ten times dearer. Here one executable serves all programs of a skeleton (`jax_skeletons`), and a skeleton
that the folder knows is neither lowered nor compiled.

Both sides import this file. It starts no backend before a program runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jax._src import config, mesh, xla_bridge
from jax._src import pjit as _pjit
from jax._src.interpreters import mlir
from jax.experimental import serialize_executable

from gradlab.grade import jax_compilation, jax_internals, jax_modules, jax_skeletons, whole_file
from gradlab.grade.jax_exact import Exact, Inexact, exact
from gradlab.grade.jax_skeletons import Indescribable

pjit: Any = _pjit
"""Untyped in jax, as are the pickles of executables."""
_pickles: Any = serialize_executable
FORMAT = 2
"""Of the files and of what their names are made from; another number leaves all files of before alone."""
EVALUATED = 8
"""How often a small program is evaluated by NumPy before it is worth compiling."""
PREFIX = "program-"
"""How the names of files begin."""


class Executables:
    """What is compiled, by skeleton.

    Args:
        limit: executables that are kept in memory, up to 1 MB each; the oldest goes first.
        folder: holds what is compiled already; None: nothing is.
        writes: whether this process may add to the folder. Whoever may can put machine code into every process that reads it.
    """

    def __init__(self, limit: int, folder: Path | None = None, *, writes: bool = False) -> None:
        self._limit = limit
        self._folder = folder
        self._writes = writes
        self._known: OrderedDict[str, Any] = OrderedDict()
        at = jax_internals.SETTINGS.index("enable_x64")
        now = jax_internals.settings()
        self._wide = now[at]
        self._usual = {now, (*now[:at], not self._wide, *now[at + 1 :])}
        """The settings under which programs are compiled here: those of the beginning, and the same of the other width."""
        self._place = ""
        self.spent_s = 0.0
        """Processor time that loading took."""

    def serves(self) -> bool:
        """Tell whether programs are compiled here as they were when this process began, of 32 or of 64 bits."""
        return (
            jax_internals.settings() in self._usual
            and mesh.get_concrete_mesh().empty
            and config.default_device.value is None
        )

    def run(
        self,
        skeleton: jax_skeletons.Skeleton,
        program: Callable[[], Any],
        arguments: Sequence[Any],
        *,
        compiles: bool = False,
    ) -> tuple[list[Any], Any, list[Any]]:
        """Run a program.

        Args:
            skeleton: of the program.
            program: makes the closed jaxpr.
            arguments: its constants and what it is called with.
            compiles: whether it has to be compiled.

        Returns:
            Its results, what has run, and the first arguments to run it with, those of the program itself to follow.
        """
        executable, floats = self.find(skeleton, program, arguments, compiles=compiles)
        try:
            return executable.unsafe_call(*floats, *arguments), executable, floats
        except Inexact:
            executable, floats = self.find(skeleton, program, arguments, compiles=True)
            return executable.unsafe_call(*floats, *arguments), executable, floats

    def find(
        self,
        skeleton: jax_skeletons.Skeleton,
        program: Callable[[], Any],
        arguments: Sequence[Any],
        *,
        compiles: bool = False,
    ) -> tuple[Any, list[Any]]:
        """Return an executable and the first arguments to call it with, those of the program itself to follow.

        Args:
            skeleton: of the program.
            program: makes the closed jaxpr.
            arguments: its constants and what it will be called with: only where they lie matters.
            compiles: whether it has to be compiled.
        """
        # The width makes another program of the same skeleton.
        digest = skeleton.digest + ("" if config.enable_x64.value == self._wide else "+")
        executable = self._known.get(digest)
        floats = [np.asarray(x) for x in skeleton.floats]
        if type(executable) is Exact and (compiles or executable.calls >= EVALUATED):
            executable, compiles = None, True
        if executable is not None:
            self._known.move_to_end(digest)
        else:
            executable = self._made(digest, skeleton, program(), [*floats, *arguments], compiles)
            self._known[digest] = executable
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        return executable, executable.shard_const_args(floats)

    def _made(
        self,
        digest: str,
        skeleton: jax_skeletons.Skeleton,
        program: Any,
        everything: list[Any],
        compiles: bool,
    ) -> Any:
        """Make what runs a program: by NumPy, from the folder, or compiled."""
        widened = None
        if not compiles and not self._writes:
            widened = _widened(program, skeleton)
            evaluated = exact(widened)
            if evaluated is not None:
                return evaluated
        started = time.process_time()
        executable = self._loaded(digest)
        self.spent_s += time.process_time() - started
        if executable is None:
            executable = self._compiled(widened or _widened(program, skeleton), everything)
            self._keep(digest, executable)
        return executable

    def _compiled(self, widened: Any, everything: list[Any]) -> Any:
        unspecified, nothing = (jax_internals.UNSPECIFIED,), (None,)
        results = len(widened.out_avals)
        computation = pjit._resolve_and_lower(
            list(map(pjit.convert_to_metaty, everything)),
            jaxpr=widened,
            in_shardings=unspecified * len(everything),
            out_shardings=unspecified * results,
            in_layouts=nothing * len(everything),
            out_layouts=nothing * results,
            donated_invars=(False,) * len(everything),
            ctx_mesh=mesh.empty_concrete_mesh,
            name="skeleton",
            keep_unused=True,
            inline=False,
            lowering_platforms=None,
            lowering_parameters=mlir.LoweringParameters(),
            pgle_profiler=None,
            compiler_options_kvs=(),
        )
        if computation.const_args:
            raise Indescribable("arrays inside")
        with jax_modules.compiled_afresh():
            return computation.compile()

    # ---- the folder

    def _file(self, digest: str) -> Path | None:
        if self._folder is None:
            return None
        if not self._place:
            self._place = f"{FORMAT}\n{jax_compilation.place()}"
        name = hashlib.sha256(f"{self._place}\n{digest}".encode()).hexdigest()
        return self._folder / f"{PREFIX}{name}"

    def _loaded(self, digest: str) -> Any:
        path = self._file(digest)
        if path is None:
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if jax_modules.LAPACK in data:
            jax_modules.prepare_kernels()  # lowering would have
        backend = xla_bridge.get_backend()
        reader = _pickles._JaxPjrtUnpickler(io.BytesIO(data), backend)
        with contextlib.suppress(Exception):  # a file that another version has written: compiled again
            return reader.load().load()
        return None

    def _keep(self, digest: str, executable: Any) -> None:
        path = self._file(digest) if self._writes else None
        if path is None:
            return
        content = io.BytesIO()
        with contextlib.suppress(OSError):
            _pickles._JaxPjrtPickler(content).dump(executable._unloaded_executable)
            whole_file.replace(path, content.getvalue())


def _widened(program: Any, skeleton: jax_skeletons.Skeleton) -> Any:
    """Return a program with its floats as arguments, which are those of its skeleton."""
    widened, values = jax_skeletons.hoisted(program)
    if [x.tobytes() for x in values] != [x.tobytes() for x in skeleton.floats]:
        raise AssertionError("the floats of a program are not those of its skeleton")
    return widened
