"""The error itself, and the text of the checked expression."""

from __future__ import annotations

import pickle

import jax.numpy as jnp
import pytest
from check_cells import run_cell, said

from gradlab import check
from gradlab.check._failure import lines_of, quoted


def test_error_is_an_assertion_error_with_what_and_hint():
    error = check.CheckError("what happened", "what to do")
    assert isinstance(error, AssertionError)
    assert (error.what, error.hint) == ("what happened", "what to do")
    assert str(error) == "what happened\n\nhint: what to do"
    assert str(check.CheckError("what happened")) == "what happened"


def test_error_survives_pickling():
    copy = pickle.loads(pickle.dumps(check.CheckError("what", "hint")))
    assert (type(copy), copy.what, copy.hint) == (check.CheckError, "what", "hint")


def test_expression_is_the_source_as_written():
    x = {"a": [1.0]}
    assert "`x['a'][0]`" in said(lambda: check.close(x['a'][0], 2.0))  # fmt: skip
    assert "`1.0+0`" in said(lambda: check.close(1.0+0, 2.0))  # fmt: skip


def test_expression_may_be_a_keyword():
    assert "`1.0 + 0`" in said(lambda: check.close(expected=2.0, actual=1.0 + 0))


def test_expression_over_several_lines_is_joined():
    message = said(
        lambda: check.close(
            jnp.add(
                1.0,
                2.0,
            ),
            2.0,
        )
    )
    assert message.splitlines()[0] == "check.close: `jnp.add(1.0, 2.0)` has a wrong value"


def test_long_expression_is_shortened():
    message = said(lambda: check.close(1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0, 2.0))
    assert message.splitlines()[0] == (
        "check.close: `1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 + 1.0 +…` has a wrong value"
    )


def test_leaf_of_a_sum_is_put_in_parentheses():
    assert "`((1.0,) + (2.0,))[1]`" in said(lambda: check.close((1.0,) + (2.0,), (1.0, 3.0)))  # noqa: RUF005


def test_expression_with_non_ascii_text_before_it():
    assert "`'é' + 'ü'`" in said(lambda: (("ééé",), check.close('é' + 'ü', 'x')))  # fmt: skip


def test_expression_without_source():
    namespace = {"check": check}
    with pytest.raises(check.CheckError, match=r"^check.close: the result has a wrong value"):
        exec(compile("check.close(1.0, 2.0)", "<nowhere>", "exec"), namespace)


def test_leaf_without_source():
    namespace = {"check": check}
    with pytest.raises(check.CheckError, match=r"^check.close: the result at \[0\] has a wrong value"):
        exec(compile("check.close((1.0,), (2.0,))", "<nowhere>", "exec"), namespace)


def test_starred_arguments_have_no_text():
    pair = (1.0, 2.0)
    assert said(lambda: check.close(*pair)).startswith("check.close: the result has a wrong value")


def test_name_imported_alone():
    namespace = {}
    with pytest.raises(check.CheckError, match=r"^check.close: `1.0` has"):
        run_cell("from gradlab.check import close\nclose(1.0, 2.0)", namespace)


def test_quoted_and_lines_of():
    assert quoted("f(\n    x,\n)") == "`f(x)`"
    assert list(lines_of("a\nb\nc", 2)) == ["a", "b", "… 1 more lines"]
    assert list(lines_of("x" * 50, 2, 10)) == ["xxxxxxxxx…"]
