"""The judge's end of the connection to one student's process: requests, replies, callbacks, and the loss of it.

Exactly one reply per request, in order. While the judge waits, the student may call back counted functions, and the
judge may ask again from inside one; both are bounded. Whatever else arrives ends the student. Trusted side.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from gradlab.grade import wire
from gradlab.grade import wire_messages as messages

MALFORMED = "the process of this submission sent a malformed message"
"""How the detail of a student's loss begins that has broken the protocol."""

Diagnosis = Callable[[bool], tuple[str, str]]
"""Finds out how a student's process ended, told whether it is only silent: outcome and detail."""


class StudentLost(BaseException):
    """The student's process is gone or has to go: the test that asked is lost, not the grader.

    A `BaseException`, so that neither `except Exception` nor `pytest.raises` of a test takes it for an answer.

    Args:
        outcome: timeout, crashed or memory.
        detail: what happened, for a person.
    """

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail

    @property
    def __gradlab_outcome__(self) -> str:
        """The outcome of the test that this ends."""
        return self.outcome

    def __str__(self) -> str:
        return self.detail


class Connection:
    """Requests and replies.

    Args:
        sock: the judge's end of the socket.
        diagnose: asked for (outcome, detail) when the socket closes, the protocol is broken, or no answer comes.
        callback: answers a callback; its exceptions are its own business.
        compiles: returns the machine code of a program, or None; without it the student's process compiles for itself.
    """

    def __init__(
        self,
        sock: socket.socket,
        diagnose: Diagnosis | None,
        callback: Callable[[messages.Callback], messages.Answer],
        compiles: Callable[[bytes], bytes | None] | None = None,
    ) -> None:
        self._channel = wire.Channel(sock, messages.ToJudge)
        self._diagnose = diagnose
        self._callback = callback
        self._compiles = compiles
        self._seq = 0
        self._open: list[int] = []
        self.deadline: float | None = None
        self.lost: StudentLost | None = None

    def exchange(
        self, body: Any, settings: tuple[Any, ...] | None, shared: tuple[Any, ...]
    ) -> messages.Reply:
        """Send one request and wait for its reply.

        Args:
            body: what is asked.
            settings: jax's configuration in force, None if the student has the same.
            shared: containers that have changed.

        Returns:
            The reply.

        Raises:
            StudentLost: no reply came, or no proper one.
            ValueError: the request is too long to be sent.
        """
        if self.lost is not None:
            raise self.lost.with_traceback(None)
        if len(self._open) >= wire.CALLBACK_DEPTH:
            raise RecursionError("the test's functions and yours call each other without end")
        self._seq += 1
        seq = self._seq
        self._open.append(seq)
        try:
            compiles = self._compiles is not None
            self._channel.send(messages.Request(seq, body, settings, shared, compiles), self.deadline)
            return self._converse(seq)
        except TimeoutError:
            self._ask_diagnosis(silent=True)
            raise self.lose("timeout", "no answer within the time limit") from None
        except (EOFError, OSError):
            raise self._gone() from None
        except wire.ProtocolError as error:
            raise self.break_off(error) from None
        except (KeyboardInterrupt, GeneratorExit):
            # In the middle of a conversation: it cannot be taken up again.
            self.lose("crashed", "interrupted")
            raise
        finally:
            self._open.pop()

    def _converse(self, seq: int) -> messages.Reply:
        """Serve what the student's side asks for until its reply comes."""
        callbacks = compilations = 0
        while True:
            message = self._channel.receive(self.deadline)
            if message.__class__ is messages.Callback and message.seq == seq:
                callbacks += 1
                if callbacks > wire.CALLBACKS:
                    raise wire.ProtocolError("too many calls of the test's functions")
                self._channel.send(self._callback(message), self.deadline)
            elif message.__class__ is messages.Compile and message.seq == seq and self._compiles is not None:
                compilations += 1
                if compilations > wire.COMPILATIONS:
                    raise wire.ProtocolError("too many programs to compile")
                self._channel.send(messages.Compiled(self._compiles(message.module)), self.deadline)
            elif message.__class__ is messages.Reply and message.seq == seq:
                return message
            else:
                raise wire.ProtocolError("a reply to a question that was not asked")

    def lose(self, outcome: str, detail: str) -> StudentLost:
        """Give the student up.

        Args:
            outcome: timeout, crashed or memory.
            detail: what happened.

        Returns:
            What is to be raised, now and at every later request.
        """
        if self.lost is None:
            self.lost = StudentLost(outcome, detail)
            self._channel.close()
        return self.lost.with_traceback(None)

    def break_off(self, error: wire.ProtocolError) -> StudentLost:
        """Give up a student whose process sends what no honest one does."""
        self._ask_diagnosis()
        return self.lose("crashed", f"{MALFORMED} ({error})")

    def _gone(self) -> StudentLost:
        outcome, detail = self._ask_diagnosis() or ("crashed", "the process of this submission ended")
        return self.lose(outcome, detail)

    def _ask_diagnosis(self, *, silent: bool = False) -> tuple[str, str] | None:
        if self._diagnose is None or self.lost is not None:
            return None
        try:
            return self._diagnose(silent)
        except Exception:
            return None

    def quit(self) -> None:
        """Let the student's process end; nobody waits for it."""
        if self.lost is None:
            with contextlib.suppress(OSError):
                self._channel.send(messages.Request(self._seq + 1, messages.Quit()), self.deadline)
            self.lose("crashed", "the session is closed")
