"""How an exception crosses: as the names of its class's bases, looked up in an allow-list on arrival.

The receiving side makes an instance of the first class of the list that it knows, without calling its constructor
(those of `jax.errors` take tracers), and gives it the message. Nothing of the sender's is called.
Both sides import this file.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from types import ModuleType
from typing import Any

import jax
import numpy as np
from jax.experimental import checkify

from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.wire_text import CHARACTERS, named, scrubbed


def qualified(cls: type) -> str:
    """Return the name a class has in the allow-list."""
    return f"{cls.__module__}.{cls.__qualname__}"


def _allowed() -> dict[str, type[Exception]]:
    modules: tuple[ModuleType, ...] = (builtins, jax.errors, np.linalg, np.exceptions, checkify)
    found = (cls for module in modules for cls in vars(module).values())
    return {qualified(cls): cls for cls in found if isinstance(cls, type) and issubclass(cls, Exception)}


ALLOWED: dict[str, type[Exception]] = _allowed()


def message(error: BaseException) -> str:
    """Return what an exception prints as; its `__str__` may be a student's."""
    try:
        return scrubbed(str(error).encode("utf-8", "replace").decode())
    except Exception:
        return ""


def describe(
    error: BaseException,
    handle: Callable[[type], terms.Handle] | None = None,
    lines: tuple[str, ...] = (),
    raised: int | None = None,
) -> messages.Error:
    """Describe an exception for the other side.

    Args:
        error: the exception.
        handle: gives a handle for a class that is not in the allow-list.
        lines: the student's own lines that it passed through, innermost last.
        raised: the judge's number of this exception, if it is the judge's own.

    Returns:
        Its description.
    """
    mro = tuple(qualified(cls) for cls in type(error).__mro__ if issubclass(cls, BaseException))
    text = message(error)
    args: tuple[Any, ...] = tuple(
        scrubbed(x) if type(x) is str else x
        for x in error.args
        if type(x) in (str, float, bool, type(None)) or (type(x) is int and -(1 << 63) <= x < 1 << 63)
    )
    if len(args) != len(error.args) or sum(len(x) for x in args if type(x) is str) > CHARACTERS:
        args = (text,)
    own = handle(type(error)) if handle is not None and mro[0] not in ALLOWED else None
    return messages.Error(mro, text, args, own, lines, raised)


def _mirror(name: str, base: type[Exception]) -> type[Exception]:
    return type(name, (base,), {})


def rebuild(
    error: messages.Error, mirror: Callable[[str, type[Exception]], type[Exception]] = _mirror
) -> Exception:
    """Make an exception of a description.

    Args:
        error: the description.
        mirror: makes (or finds) a class of a given name and base for a class of the sender's.

    Returns:
        An instance of the first class in the allow-list that the description names, or of a class of its own that
        derives from it; a `RuntimeError` for what is no `Exception`.
    """
    text = scrubbed(error.text)
    base = next((ALLOWED[name] for name in error.mro if name in ALLOWED), None)
    first = error.mro[0] if error.mro else "Exception"
    if base is None or (base is Exception and first in ("builtins.SystemExit", "builtins.KeyboardInterrupt")):
        return RuntimeError(f"the code raised {named(first, 'an exception')}: {text}")
    cls = base if first in ALLOWED else mirror(named(first, base.__name__), base)
    args = error.args
    if sum(len(x) for x in args if isinstance(x, str)) > CHARACTERS:
        args = (text,)
    return _instance(cls, args, text)


def _instance(cls: type[Exception], args: tuple[Any, ...], text: str) -> Exception:
    if issubclass(cls, BaseExceptionGroup):
        return ExceptionGroup(text, [RuntimeError(text)])
    try:
        made: Any = cls.__new__(cls, *args)
        made.args = args
    except Exception:
        return RuntimeError(text)
    try:
        if str(made) == text:
            return made  # type: ignore[no-any-return]
    except Exception:
        pass
    # OSError, UnicodeDecodeError, SyntaxError: they print from fields that were not set.
    spoken = type(cls.__name__, (cls,), {"__str__": lambda _: text, "__module__": cls.__module__})
    try:
        made = spoken.__new__(spoken, *args)
        made.args = args
    except Exception:
        return RuntimeError(text)
    return made  # type: ignore[no-any-return]
