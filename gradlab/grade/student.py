"""The student's process: one submission's life, after the fork and the confinement.

It runs cells and, when the judge asks, calls, transforms, traces and exports what they define. Nothing here is trusted
by the judge. `serve` never returns. Only the nursery imports this file.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import threading
import time
import warnings
from pathlib import Path
from typing import Any, NoReturn

import jax
import msgspec
import numpy as np

from gradlab.grade import (
    jax_compilation,
    jax_dispatch,
    jax_internals,
    jax_modules,
    student_programs,
    student_shell,
    wire,
    wire_errors,
)
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.student_contents import changed, children, snapshot
from gradlab.grade.student_shell import BoundedText, Notebook, Shell
from gradlab.grade.student_values import ArgumentDecoder, Objects
from gradlab.grade.wire_text import scrubbed

EXECUTABLES = 2000
"""A submission compiles some hundreds."""
WARNINGS = 20
"""Of one call."""
WARNING_CHARACTERS = 500

_shell: Shell | None = None


def warm() -> None:
    """Do what every submission would do first: imports, the shell, a figure, tracing and lowering.

    For the process that forks: starts no backend and no thread.
    """
    global _shell
    if _shell is not None:
        return
    from gradlab.grade import student_warmth

    student_programs.quieten()
    jax_modules.share_context()
    jax_modules.lower_in_place()
    jax_modules.pass_errors_on()
    cache = os.environ.get("JAX_COMPILATION_CACHE_DIR")
    jax_dispatch.share(EXECUTABLES, Path(cache) if cache else None)
    _shell = student_shell.make_shell()
    student_warmth.warm(_shell)


def serve(sock: socket.socket) -> NoReturn:
    """Serve one submission until the judge quits or is gone.

    Args:
        sock: the student's end of the connection to the judge.
    """
    try:
        warm()
        assert _shell is not None
        jax_modules.collect_seldom()
        random.seed(0)
        np.random.seed(0)
        Session(sock, _shell).run()
    except BaseException:
        os._exit(3)
    os._exit(0)


class Session:
    """The loop that answers the judge.

    Args:
        sock: the student's end of the connection.
        shell: the process's shell.
    """

    def __init__(self, sock: socket.socket, shell: Shell) -> None:
        self._channel = wire.Channel(sock, messages.ToStudent)
        self._notebook = Notebook(shell)
        self._objects = Objects(self._notebook.namespace, self._callback)
        self._programs = student_programs.Programs(self._objects)
        self._settings: tuple[Any, ...] | None = None
        self._open: list[messages.Request] = []
        self._callbacks = 0
        self._process = os.getpid()
        self._talking = False
        """Whether a conversation with the judge must not be begun: what the garbage collector calls may compile, too."""
        jax_compilation.ask_elsewhere(self._compiled)
        self._told = time.process_time(), jax_dispatch.compiling_s()

    def run(self) -> None:
        """Answer requests until the judge quits."""
        with contextlib.suppress(EOFError, ConnectionError):
            while True:
                message = self._channel.receive()
                if not isinstance(message, messages.Request) or isinstance(message.body, messages.Quit):
                    return
                self._answer(message)

    def _answer(self, request: messages.Request) -> None:
        self._open.append(request)
        try:
            reply = self._reply(request)
        except BaseException as error:
            reply = messages.Reply(request.seq, None, self._error(error))
        finally:
            self._open.pop()
        now = jax_internals.settings()
        if now != self._settings and not self._open:
            self._settings = now
            reply = msgspec.structs.replace(reply, settings=now)
        before, self._told = self._told, (time.process_time(), jax_dispatch.compiling_s())
        reply.cpu_s, reply.compile_s = self._told[0] - before[0], self._told[1] - before[1]
        try:
            self._channel.send(reply)
        except (TypeError, ValueError, OverflowError) as error:
            self._channel.send(messages.Reply(request.seq, None, self._error(error)))

    def _reply(self, request: messages.Request) -> messages.Reply:
        """Answer one request; what it prints, warns of and does to shared containers goes along."""
        objects, body = self._objects, request.body
        settings = request.settings if request.settings is not None else jax_internals.settings()
        self._take_shared(request.shared)
        before = {index: snapshot(x) for index, x in objects.shared.items()}
        traces = dict(objects.traces)
        with jax_internals.under(settings):
            if isinstance(body, messages.RunCell):
                reply = messages.Reply(request.seq, self._notebook.run(body.cell_id, body.source))
            else:
                reply = self._watched_reply(request.seq, body)
            shared = tuple(
                self._shared(index, x) for index, x in objects.shared.items() if changed(before[index], x)
            )
        counts = ((index, count - traces.get(index, 0)) for index, count in objects.traces.items())
        return msgspec.structs.replace(
            reply, shared=shared, traces=tuple((index, count) for index, count in counts if count)
        )

    def _watched_reply(self, seq: int, body: Any) -> messages.Reply:
        """Answer anything but a cell, with output and warnings caught."""
        printed = BoundedText()
        result: Any = None
        error: messages.Error | None = None
        mutations: tuple[messages.Mutation, ...] = ()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                if isinstance(body, messages.Invoke):
                    result, error, mutations = self._invoke(body)
                else:
                    result = self._result(body)
            except BaseException as raised:
                error = self._error(raised)
        warned = tuple(
            messages.Warned(w.category.__name__, scrubbed(str(w.message), WARNING_CHARACTERS))
            for w in caught[:WARNINGS]
        )
        return messages.Reply(seq, result, error, printed.text(), warned, mutations=mutations)

    def _result(self, body: Any) -> Any:
        objects, programs = self._objects, self._programs
        match body:
            case messages.Fetch():
                return messages.Got(objects.encode(objects.namespace[body.name]))
            case messages.Assign():
                objects.namespace[body.name] = objects.decode(body.value)
                return messages.Done()
            case messages.Delete():
                objects.namespace.pop(body.name, None)
                return messages.Done()
            case messages.Apply():
                return programs.apply(body.plan, body.values)
            case messages.Trace():
                return programs.trace(body.plan, body.avals)
            case messages.Execute():
                return programs.execute(body.program, body.values)
            case messages.Export():
                return programs.export(body.program, body.platform)
        raise TypeError(type(body).__name__)

    def _invoke(
        self, body: messages.Invoke
    ) -> tuple[Any, messages.Error | None, tuple[messages.Mutation, ...]]:
        objects = self._objects
        decoder = ArgumentDecoder(objects)
        function = objects.decode(body.function)
        args, kwargs = decoder.decode(body.args), decoder.decode(body.kwargs)
        watched = decoder.watched
        before = {index: snapshot(x) for index, x in watched.items()}
        places = {id(x): index for index, x in watched.items()}
        result: Any = None
        error: messages.Error | None = None
        try:
            result = messages.Got(objects.encode(function(*args, **kwargs), places))
        except BaseException as raised:
            error = self._error(raised)
        mutations = tuple(
            messages.Mutation(index, self._content(x, places))
            for index, x in watched.items()
            if changed(before[index], x)
        )
        return result, error, mutations

    def _content(self, x: Any, places: dict[int, int]) -> terms.Value:
        objects = self._objects

        if isinstance(x, jax.Array):
            return None
        if isinstance(x, list):
            return terms.List([objects.encode(y, places) for y in x])
        if isinstance(x, dict):
            keys = [objects.encode(k) for k in x]
            return terms.Mapping("dict", keys, [objects.encode(v, places) for v in x.values()])
        inner = children(x)
        return objects.encode(x) if inner is None else terms.List([objects.encode(y) for y in inner])

    # ------------------------------------------------------------------------------- the judge's shared containers

    def _take_shared(self, values: tuple[messages.SharedValue, ...]) -> None:
        objects = self._objects
        for value in values:
            content = objects.decode(value.value)
            if value.index not in objects.shared:
                cls: Any = type(content) if value.cls is None else objects.decode(value.cls)
                objects.shared[value.index] = cls.__new__(cls)
            refill(objects.shared[value.index], content)

    def _shared(self, index: int, x: Any) -> messages.SharedValue:
        content = x if type(x) in (list, dict, set) else vars(x)
        return messages.SharedValue(index, self._objects.encode(content))

    # --------------------------------------------------------------------------------------------------- callbacks

    def _callback(self, index: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Ask the judge to call its function; serve what it asks meanwhile."""
        objects, request = self._objects, self._open[-1]
        self._callbacks += 1
        number = self._callbacks
        message = self._said(
            messages.Callback(request.seq, number, index, objects.encode(args), objects.encode(kwargs))
        )
        while True:
            if isinstance(message, messages.Request):
                self._answer(message)
                message = self._said()
            elif isinstance(message, messages.Answer) and message.number == number:
                if message.error is None:
                    return objects.decode(message.value)
                error = wire_errors.rebuild(message.error)
                error.__gradlab_raised__ = message.error.raised  # type: ignore[attr-defined]
                raise error
            else:
                os._exit(4)

    def _said(self, message: msgspec.Struct | None = None) -> object:
        """Say something in the middle of a request, or nothing, and return what comes back."""
        self._talking = True
        try:
            if message is not None:
                self._channel.send(message)
            return self._channel.receive()
        finally:
            self._talking = False

    # ----------------------------------------------------------------------------------------------------- programs

    def _compiled(self, text: bytes) -> bytes | None:
        """Ask the judge for the machine code of a program; None where nobody can be asked."""
        if self._talking or not (self._open and self._open[-1].compiles and self._process == os.getpid()):
            return None
        if threading.current_thread() is not threading.main_thread():
            return None
        # As while XLA compiles here: an exception in the middle would end the conversation.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            message = self._said(messages.Compile(self._open[-1].seq, text))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if not isinstance(message, messages.Compiled):
            os._exit(4)
        return message.executable

    def _error(self, error: BaseException) -> messages.Error:
        return wire_errors.describe(
            error,
            self._objects.handle,
            student_shell.student_lines(error),
            getattr(error, "__gradlab_raised__", None),
        )


def refill(x: Any, content: Any) -> None:
    """Give a container the content of another."""
    if isinstance(x, list):
        x[:] = content
    elif isinstance(x, dict | set):
        x.clear()
        x.update(content)
    else:
        vars(x).clear()
        vars(x).update(content)
