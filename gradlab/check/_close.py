"""`close` and `same_tree`: what the student returned against what was expected.

The order is structure, shape, dtype, finite, value: over the whole tree for each, so that a student mends the
container before the numbers. How leaves are compared is in `_leaf`, how containers are in `_tree`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from gradlab.check import _likeness, _tree
from gradlab.check._failure import expression, failure
from gradlab.check._leaf import Rule, compare
from gradlab.check._tree import Mismatch, place

KnownWrong = Mapping[Hashable, str] | Iterable[tuple[Any, str]] | None


def close(
    actual: Any,
    expected: Any,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    dtype: Any = "auto",
    known_wrong: KnownWrong = None,
    hint: str | None = None,
) -> None:
    """Check that a value is the expected one: structure, shape, dtype, finite, value, in that order.

    Values may be numbers, arrays of JAX or NumPy, typed keys, None, strings, and trees of them. NaN and
    infinities must be in the same places. A list of Python numbers stands for an array where the student
    returned one.

    Args:
        actual: What the student's code gave.
        expected: What it should give. A Python number fixes the kind only (float, int or bool), a JAX array
            the exact dtype, a NumPy array JAX's canonical version of its dtype.
        rtol: Relative tolerance; by default 1e-4 for float32, 1e-8 for float64, 1e-2 for float16, 3e-2 for
            bfloat16, whichever of the two values is less precise; integers must be equal.
        atol: Absolute tolerance; by default 1e-5, 1e-10, 1e-3 and 1e-2. Two numbers agree if they differ by
            at most `atol + rtol * |expected|`. Why these, and whose they are: `_leaf.TOLERANCES`.
        dtype: "auto", or None to leave dtypes out, or the dtype that every number must have.
        known_wrong: Wrong answers that show a known idea, with the hint for each: `{value: hint}`, or pairs
            `[(value, hint)]` where values are arrays or trees. One that equals `expected` is ignored.
        hint: What to say for any other wrong answer.

    Raises:
        CheckError: The value is not the expected one.
    """
    __tracebackhide__ = True
    verdict(
        "close",
        expression("close", 0, "actual"),
        actual,
        expected,
        Rule(rtol=rtol, atol=atol, dtype=dtype),
        known_wrong=known_wrong,
        hint=hint,
    )


def same_tree(actual: Any, expected: Any, *, hint: str | None = None) -> None:
    """Check that two trees have the same structure, shapes and dtypes, whatever their values.

    Args:
        actual: What the student's code gave.
        expected: A tree of the wanted form; leaves may be `jax.ShapeDtypeStruct`.
        hint: What to say if it differs.

    Raises:
        CheckError: The forms differ.
    """
    __tracebackhide__ = True
    subject = expression("same_tree", 0, "actual")
    verdict("same_tree", subject, actual, expected, Rule(values=False, likeness=False), hint=hint)


def verdict(
    check: str,
    subject: str,
    actual: Any,
    expected: Any,
    rule: Rule,
    *,
    known_wrong: KnownWrong = None,
    hint: str | None = None,
) -> None:
    """Compare two trees on behalf of a check, and fail in its name.

    Args:
        check: The check's public name.
        subject: The checked expression in backticks, or words for it.
        actual: The tree in question.
        expected: The tree it should be.
        rule: What is compared, and what the two are called.
        known_wrong: As in `close`.
        hint: As in `close`.

    Raises:
        CheckError: The trees differ.
    """
    __tracebackhide__ = True
    difference = mismatch(actual, expected, rule)
    if difference is None:
        return
    known = _known(actual, expected, difference, rule, known_wrong)
    likeness = _likeness_of(actual, expected, difference, rule) if rule.likeness else None
    words, guess = likeness or ("", "")
    raise failure(
        check,
        f"{place(subject, difference.path)} {difference.predicate}",
        *difference.lines,
        f"your answer {words}" if words else "",
        hint=known or hint or difference.hint or guess,
    )


def mismatch(actual: Any, expected: Any, rule: Rule) -> Mismatch | None:
    """Find the first difference of two trees.

    Args:
        actual: A tree.
        expected: Another.
        rule: What is compared.

    Returns:
        The difference, or None if they agree.
    """
    try:
        compare(list(_tree.pairs(actual, expected)), rule)
    except Mismatch as difference:
        return difference
    return None


def _known(
    actual: Any, expected: Any, difference: Mismatch, rule: Rule, known_wrong: KnownWrong
) -> str | None:
    """Look the answer up among the known wrong ones: the whole tree first, then the leaf that differs."""
    if known_wrong is None:
        return None
    table = list(known_wrong.items()) if isinstance(known_wrong, Mapping) else list(known_wrong)
    values = rule._replace(dtype=None)
    places = [(actual, expected), *([difference.pair] if difference.pair is not None else [])]
    for mine, right in places:
        for wrong, words in table:
            if mismatch(wrong, right, values) is not None and mismatch(mine, wrong, values) is None:
                return words
    return None


def _likeness_of(actual: Any, expected: Any, difference: Mismatch, rule: Rule) -> tuple[str, str] | None:
    """Find what relates the answer to the expected one, where the difference is one of shapes or values."""
    if difference.pair is None:
        return None
    if mismatch(actual, expected, rule._replace(values=False)) is None:
        swapped = _likeness.of_order(actual, expected, rule)
        if swapped is not None:
            return swapped
    return _likeness.of_leaf(*difference.pair, rule)
