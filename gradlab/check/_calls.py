"""Calls watched: counted, made where the student's code runs, free of side effects, or expected to raise.

The judge passes remote objects in place of a student's functions; these checks only call them, or find the
judge by its hook. The public page imports this.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import jax
import numpy as np

from gradlab.check import _show
from gradlab.check._close import mismatch
from gradlab.check._failure import expression, expressions, failure
from gradlab.check._leaf import Rule
from gradlab.check._outcome import own_outcome
from gradlab.check._tree import place

APPLY_HOOK = "__gradlab_apply__"


class Counted:
    """A function that counts its calls: under a transformation of JAX, how often Python code runs.

    Attributes:
        function: The function that is called.
        calls: How often, since the beginning or the last `reset`.
    """

    __gradlab_counted__ = True

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function, updated=())
        self.function = function
        self.calls = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        return self.function(*args, **kwargs)

    def reset(self) -> None:
        """Start again at zero."""
        self.calls = 0

    def __repr__(self) -> str:
        return f"<{getattr(self.function, '__name__', 'function')}, called {self.calls} times>"


def counted(f: Callable[..., Any]) -> Counted:
    """Wrap a function so that its calls are counted, wherever they come from.

    Args:
        f: The function.

    Returns:
        A callable like f with `.calls` and `.reset()`.
    """
    return Counted(f)


def apply(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run a function of the test's where the student's code runs.

    In a notebook that is here. In the judge it is the student's process, so that objects of the student's
    classes and the insides of functions can be reached; what comes back is plain data.

    Args:
        fn: What to run; it may use only its arguments and what it imports.
        args: Its arguments.
        kwargs: Its keyword arguments.

    Returns:
        What it returned.
    """
    for x in [fn, *jax.tree.leaves((args, kwargs))]:
        hook = getattr(type(x), APPLY_HOOK, None)
        if hook is not None:
            return hook(x, fn, args, kwargs)
    return fn(*args, **kwargs)


class unchanged:
    """Check that nothing inside some trees is changed by the code of a `with` block.

    Containers that JAX knows and NumPy arrays are looked into; the insides of other objects are not. A JAX
    array cannot be changed, but it can be given away (donated), which counts as a change.

    Args:
        trees: Dicts, lists, arrays, and trees of them.

    Raises:
        CheckError: At the end of the block: a container or an array is not what it was.
    """

    def __init__(self, *trees: Any) -> None:
        words = expressions("unchanged")
        self._subjects = words if len(words) == len(trees) else ["the argument"] * len(trees)
        self._trees = trees
        self._before = [_snapshot(tree) for tree in trees]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        if error is not None:
            return
        rule = Rule(rtol=0.0, atol=0.0, likeness=False, yours="now", expected="before")
        for subject, tree, before in zip(self._subjects, self._trees, self._before, strict=True):
            difference = mismatch(tree, before, rule)
            if difference is not None:
                raise failure(
                    "unchanged",
                    f"{place(subject, difference.path)} was changed by the call",
                    f"it {difference.predicate}",
                    *difference.lines,
                    hint="leave the arguments as they are: build a new dict, list or array and return it",
                )


def _snapshot(tree: Any) -> Any:
    """Copy what can be mutated: containers anew, NumPy arrays by value. JAX arrays cannot change, only go."""
    return jax.tree.map(lambda x: x.copy() if isinstance(x, np.ndarray) else x, tree)


def raises(
    error: type[BaseException] | tuple[type[BaseException], ...],
    f: Callable[..., Any],
    *args: Any,
    match: str | None = None,
    hint: str | None = None,
) -> BaseException:
    """Check that a call raises an error of a given class.

    Args:
        error: The class, or several.
        f: The function.
        args: Its arguments.
        match: A regular expression that has to be found in the error's text.
        hint: What to say otherwise.

    Returns:
        The error.

    Raises:
        CheckError: Nothing was raised, or something else.
    """
    __tracebackhide__ = True
    subject = expression("raises", 1, "f")
    names = " or ".join(e.__name__ for e in (error if isinstance(error, tuple) else (error,)))
    try:
        result = f(*args)
    except error as raised:
        if own_outcome(raised) is not None:
            raise
        if match is not None and not re.search(match, str(raised)):
            words = _show.clipped(str(raised)) or "nothing"
            raise failure(
                "raises",
                f"{subject} raises {type(raised).__name__} with another message than expected",
                f"expected  a text that matches {match!r}",
                f"yours     {words}",
                hint=hint,
            ) from raised
        return raised
    except NotImplementedError:
        raise
    except Exception as raised:
        if own_outcome(raised) is not None:
            raise
        words = _show.clipped(f"{type(raised).__name__}: {raised}")
        raise failure(
            "raises", f"{subject} raises another error than {names}", f"yours  {words}", hint=hint
        ) from raised
    raise failure(
        "raises", f"{subject} returns {_show.kind(result)}, expected it to raise {names}", hint=hint
    )
