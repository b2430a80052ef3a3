"""Functions of a test's on the student's side: counted ones stay in the judge, `check.apply` goes over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import pytest
from remote_cases_nursery import Nursery

from gradlab import check
from gradlab.grade import wire
from gradlab.grade.remote import Namespace, Student

IMPORTS = "import jax, jax.numpy as jnp\nfrom jax import lax\n"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@pytest.fixture
def student(nursery: Nursery) -> Iterator[Student]:
    made = nursery.student()
    yield made
    nursery.bury(made)


def play(student: Student, source: str, test: str) -> dict[str, Any]:
    output = student.run("task", IMPORTS + source)
    assert output.error is None, output.error
    scope = Namespace(student, {"jax": jax, "jnp": jnp, "check": check, "pytest": pytest}, test)
    exec(test, scope)
    return scope


# --------------------------------------------------------------------------------------------------------- counted


def test_calls_on_values_are_counted_in_the_judge(student: Student) -> None:
    scope = play(
        student,
        "def secant(f, a, b):\n    for _ in range(4):\n        b, a = b - f(b) * (b - a) / (f(b) - f(a)), b\n    return b",
        "f = check.counted(lambda x: x ** 2 - 2.0)\nroot = secant(f, 1.0, 2.0)",
    )
    assert scope["f"].calls == 12
    assert abs(scope["root"] - 2**0.5) < 1e-3


def test_calls_on_values_happen_in_the_judge_and_nowhere_else(student: Student) -> None:
    play(
        student,
        "def f(g): return g(1) + g(2)",
        "seen = []\ndef g(x):\n    seen.append(x)\n    return x\nassert f(check.counted(g)) == 3\nassert seen == [1, 2]",
    )


def test_under_tracing_the_students_side_reports_its_traces(student: Student) -> None:
    scope = play(
        student,
        "def slopes(f, xs): return jax.vmap(jax.grad(f))(xs)\ndef loop(f, xs): return jnp.stack([jax.grad(f)(x) for x in xs])",
        "f, g = check.counted(jnp.sin), check.counted(jnp.sin)\na = slopes(f, jnp.arange(5.0))\nb = loop(g, jnp.arange(5.0))",
    )
    assert jnp.allclose(scope["a"], scope["b"])
    assert (scope["f"].calls, scope["g"].calls) == (1, 5)


def test_a_program_traces_a_counted_function_once(student: Student) -> None:
    scope = play(
        student,
        "def iterate(f, x): return lax.fori_loop(0, 10, lambda i, x: f(x), x)",
        "f = check.counted(lambda x: x * 0.5)\nhalf = jax.jit(lambda x: iterate(f, x))\na, b = half(1.0), half(2.0)",
    )
    assert float(scope["b"]) == 2 * float(scope["a"]) == 2 * 0.5**10
    assert 1 <= scope["f"].calls <= 2


def test_a_counted_function_may_be_buried_in_another(student: Student) -> None:
    scope = play(
        student,
        "def call(f): return f(1.0)",
        "f = check.counted(lambda x: x + 1)\ny = call(lambda x: f(x) * 10)",
    )
    assert (scope["y"], scope["f"].calls) == (20.0, 1)


def test_a_counted_function_may_call_the_students(student: Student) -> None:
    scope = play(
        student,
        "def double(x): return 2 * x\ndef outer(f): return f(3)",
        "f = check.counted(lambda x: double(x) + 1)\ny = outer(f)",
    )
    assert (scope["y"], scope["f"].calls) == (7, 1)


def test_what_a_counted_function_raises_is_the_tests_own_exception(student: Student) -> None:
    scope = play(
        student,
        "def f(g):\n    try:\n        return g(0)\n    except ValueError:\n        return 'caught'\ndef h(g): return g(0)",
        "class Mine(Exception): pass\nmine = Mine('x')\ndef g(x): raise mine\ndef v(x): raise ValueError\n"
        "a = f(check.counted(v))\ntry:\n    h(check.counted(g))\nexcept Mine as e:\n    same = e is mine",
    )
    assert (scope["a"], scope["same"]) == ("caught", True)


def test_a_failing_assertion_in_a_counted_function_fails_the_test(student: Student) -> None:
    with pytest.raises(AssertionError, match="never negative"):
        play(
            student,
            "def f(g): return g(-1)",
            "def g(x):\n    assert x >= 0, 'never negative'\n    return x\nf(check.counted(g))",
        )


def test_a_counted_function_called_within_a_trace_computes_values(student: Student) -> None:
    scope = play(
        student,
        "def f(g, x): return x * g(2.0)",
        "g = check.counted(lambda x: jnp.sin(x))\ny = jax.jit(lambda x: f(g, x))(3.0)",
    )
    assert jnp.allclose(scope["y"], 3 * jnp.sin(2.0))
    assert scope["g"].calls == 1


def test_two_processes_do_not_call_each_other_without_end(student: Student) -> None:
    with pytest.raises(RecursionError, match="without end"):
        play(student, "def f(g): return g(1)", "g = check.counted(lambda x: f(g))\nf(g)")
    assert student.lost is None


def test_functions_and_trees_cross_in_callbacks(student: Student) -> None:
    scope = play(
        student,
        "def f(g): return g({'a': jnp.ones(2)}, k=lambda x: x + 1)",
        "g = check.counted(lambda d, k: (d['a'] * 2, k(1)))\ny = f(g)",
    )
    assert scope["y"][0].tolist() == [2.0, 2.0]
    assert scope["y"][1] == 2


def test_reset_starts_again(student: Student) -> None:
    scope = play(student, "def f(g): return g(1)", "g = check.counted(abs)\nf(g)\ng.reset()\nf(g)\nf(g)")
    assert scope["g"].calls == 2


# ----------------------------------------------------------------------------------------------------------- apply


def test_apply_runs_over_there_and_decodes_what_comes_back(student: Student) -> None:
    scope = play(
        student,
        "class Box:\n    def __init__(self, x): self._x = x\ndef make(x): return Box(x)\ndef f(x):\n    y = 1\n    return x",
        "box = make(3)\na = check.apply(lambda b: b._x + 1, box)\n"
        "b = check.apply(lambda f: f.__code__.co_varnames, f)\nc = check.apply(lambda b, k: [type(b).__name__, k], box, k=2)",
    )
    assert scope["a"] == 4
    assert scope["b"] == ("x", "y")
    assert scope["c"] == ["Box", 2]


def test_apply_gives_the_students_error(student: Student) -> None:
    with pytest.raises(ZeroDivisionError):
        play(student, "def f(x): return 1 / x", "check.apply(lambda f: f(0), f)")


def test_a_value_no_program_needs_is_plain_data(student: Student) -> None:
    scope = play(
        student,
        "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\np = P(1)",
        "y = p\nn = p._fields",
    )
    assert scope["y"] == (1,)
    assert type(scope["y"]).__name__ == "P"
    assert scope["n"] == ("x",)


def test_no_more_callbacks_than_allowed(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CALLBACKS", 50)
    from gradlab.grade.remote import StudentLost

    with pytest.raises(StudentLost, match="too many calls"):
        play(student, "def f(g):\n    while True: g(1)", "g = check.counted(abs)\nf(g)")
    assert student.lost is not None
    assert student.lost.outcome == "crashed"
