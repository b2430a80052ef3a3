"""From exceptions to outcomes, messages and hints."""

from __future__ import annotations

import jax
import pytest
from check_cells import run_cell

from gradlab import check
from gradlab.check._outcome import of_exception, split_assertion
from gradlab.check._results import CaseResult


class Lost(BaseException):
    __gradlab_outcome__ = "timeout"


class Named(Exception):
    def __init__(self):
        super().__init__("short")
        self.__gradlab_outcome__ = "memory"
        self.detail = "used 6 GB"


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (check.CheckError("what", "hint"), CaseResult("failed", "what", "hint")),
        (AssertionError("no\nhint: look"), CaseResult("failed", "no", "look")),
        (NotImplementedError(), CaseResult("not attempted", "")),
        (NotImplementedError("write me"), CaseResult("not attempted", "write me")),
        (Lost("no answer after 5 s"), CaseResult("timeout", "no answer after 5 s")),
        (Named(), CaseResult("memory", "used 6 GB")),
        (ValueError("bad"), CaseResult("error", "ValueError: bad")),
        (ValueError(), CaseResult("error", "ValueError")),
        (SystemExit(0), CaseResult("error", "SystemExit: 0")),
        (RecursionError("too deep"), CaseResult("error", "RecursionError: too deep")),
        (pytest.fail.Exception("said so. hint: try"), CaseResult("failed", "said so.", "try")),
        (pytest.skip.Exception("later"), CaseResult("failed", "later")),
    ],
    ids=lambda x: type(x).__name__,
)
def test_outcome(error, result):
    assert of_exception(error) == result


def test_jax_error_gets_its_advice():
    with pytest.raises(TypeError) as caught:
        jax.grad(lambda x: x**2)(3)
    result = of_exception(caught.value, __file__)
    assert result.outcome == "error"
    assert result.message.startswith("TypeError: grad requires real- or complex-valued inputs")
    assert result.hint == "gradients need floats: write 3.0 instead of 3, or cast with jnp.asarray(x, float)"


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("hint: look\nassert 1 == 2", "assert 1 == 2", "look"),
        ("assert 1 == 2\n +  where 1 = f()", "assert 1 == 2\n +  where 1 = f()", ""),
        ("wrong. hint: do\nthis\nassert False", "wrong.\nassert False", "do\nthis"),
        ("words only", "words only", ""),
        ("", "", ""),
        ("assert [1] == [2]\n  \n  At index 0 diff: 1 != 2\n  Use -v to get more diff",
         "assert [1] == [2]\n  At index 0 diff: 1 != 2", ""),
        ("assert 0 == 1\n +  where 0 = <program>.loops\n +    where <program> = <function program at 0x7f>(f, 1)"
         "\n +      where <function program at 0x7f> = check.program",
         "assert 0 == 1\n +  where 0 = <program>.loops\n +    where <program> = program(f, 1)", ""),
        ("assert Array(False)\n +  where Array(False) = <PjitFunction of <function allclose at 0x7f>>(1, 2)"
         "\n +    where <PjitFunction of <function allclose at 0x7f>> = jnp.allclose",
         "assert Array(False)\n +  where Array(False) = allclose(1, 2)", ""),
    ],
)  # fmt: skip
def test_assertion_is_split(said, message, hint):
    assert split_assertion(said) == (message, hint)


def test_plain_assert_is_quoted():
    with pytest.raises(AssertionError) as caught:
        run_cell("x = 3\nassert x == 4", {})
    assert of_exception(caught.value).message == "assert x == 4"


def test_error_names_the_student_s_line():
    namespace = {}
    run_cell("def power(x, n):\n    y = x\n    return y.shapes\n", namespace)
    filename = "<the check cell>"
    with pytest.raises(AttributeError) as caught:
        run_cell("power(1.0, 2)", namespace, filename)
    assert of_exception(caught.value, filename).message == (
        "AttributeError: 'float' object has no attribute 'shapes'\n  in power, line 3: return y.shapes"
    )


def test_error_of_the_judge_brings_its_own_place():
    error = ValueError("bad")
    error.add_note("in your code:\n  line 3 of power")
    assert of_exception(error).message == "ValueError: bad\n  in your code: line 3 of power"


def test_messages_are_bounded_and_the_same_in_every_run():
    long = of_exception(ValueError("word " * 400)).message
    assert len(long.splitlines()) == 2
    assert long.endswith("…")
    assert len(of_exception(AssertionError("line\n" * 100)).message.splitlines()) == 9
    address = of_exception(ValueError(f"bad {object()} in /tmp/ipykernel_17/99.py:3"))
    assert address.message == "ValueError: bad <object object at 0x…> in your notebook:3"
    assert len(of_exception(check.CheckError("x", "y" * 5000)).hint) == 600
