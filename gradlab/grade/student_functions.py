"""Functions of a test's as they live in the student's process. Imported by the student's process only."""

from __future__ import annotations

import functools
import io
import pickle
from collections.abc import Callable
from typing import Any

from gradlab.grade.student_contents import holds_tracer


class JudgeFunction:
    """A counted function of the test's: called in the judge on values, and here, by its copy, on tracers."""

    def __init__(self, index: int, callback: Callable[..., Any], traces: dict[int, int]) -> None:
        self._index = index
        self._function: Callable[..., Any] | None = None
        self._callback = callback
        self._traces = traces

    def take(self, function: Callable[..., Any]) -> None:
        """Take the copy that runs here on tracers; it may hold tracers of the judge's, other ones at each call."""
        functools.update_wrapper(self, function, updated=())
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not holds_tracer((args, kwargs)):
            return self._callback(self._index, args, kwargs)
        if self._function is None:
            raise TypeError(
                "this function of the test's cannot be traced in the student's process: it cannot be pickled"
            )
        self._traces[self._index] = self._traces.get(self._index, 0) + 1
        return self._function(*args, **kwargs)


class Unpickler(pickle.Unpickler):
    """Unpickles what the judge has sent; references come beside the pickle."""

    def __init__(self, file: io.BytesIO, references: list[Any]) -> None:
        super().__init__(file)
        self._references = references

    def persistent_load(self, index: Any) -> Any:
        return self._references[index]
