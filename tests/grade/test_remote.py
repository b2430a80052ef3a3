"""A student's process as the judge sees it: cells, names, values, calls, errors."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from remote_cases_nursery import Nursery

from gradlab.grade.remote import CellOutput, Namespace, Student

IMPORTS = "import jax, jax.numpy as jnp, numpy as np\nfrom jax import lax\n"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@pytest.fixture
def student(nursery: Nursery) -> Iterator[Student]:
    made = nursery.student()
    made.run("imports", IMPORTS)
    yield made
    assert nursery.bury(made) == 0


def play(student: Student, source: str, test: str, **given: Any) -> dict[str, Any]:
    """Run a cell of the student's and a test cell; return the test's globals."""
    output = student.run("task", source)
    assert output.error is None, output.error
    scope = Namespace(student, {"jax": jax, "jnp": jnp, "np": np, "pytest": pytest, **given}, test)
    scope.fetch()
    exec(test, scope)
    return scope


# ----------------------------------------------------------------------------------------------------------- cells


def test_output_of_a_cell_is_its_text_and_the_names_it_binds(student: Student) -> None:
    output = student.run("hello", "x = 1\nprint('é')\nx + 1")
    assert output == CellOutput("é\n2\n", (), None, "passed", ("x",), False)
    assert "x" in student.names


def test_figures_come_as_png_and_inline_is_no_error(student: Student) -> None:
    output = student.run(
        "plot", "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    )
    assert output.error is None
    assert [image[:4] for image in output.images] == [b"\x89PNG"]
    assert "Figure" not in output.text


def test_rich_objects_are_shown_as_text_never_as_html(student: Student) -> None:
    output = student.run(
        "rich",
        "class Rich:\n    def _repr_html_(self): return '<b>bold</b>'\n    def __repr__(self): return 'plain'\n"
        "display(Rich())\nRich()",
    )
    assert output.text == "plain\nplain\n"


def test_a_flood_of_output_is_cut_with_a_note(student: Student) -> None:
    output = student.run("flood", "for i in range(100_000): print('spam')")
    assert output.truncated
    assert output.text.endswith("[… output cut here]\n")
    assert len(output.text) < 60_000


@pytest.mark.parametrize(
    ("source", "outcome", "error"),
    [
        ("1 / 0", "error", "ZeroDivisionError: division by zero\n  cell bad, line 1: 1 / 0"),
        ("def f():\n    raise NotImplementedError\nf()", "not attempted", "NotImplementedError: "),
        ("raise MemoryError('too big')", "memory", "MemoryError: too big"),
        ("x =", "error", "SyntaxError: invalid syntax"),
        ("raise SystemExit(0)", "error", "SystemExit: 0"),
        ("import nowhere", "error", "ModuleNotFoundError: No module named 'nowhere'"),
        ("raise ValueError('a' * 10_000)", "error", "ValueError: aaaa"),
    ],
)
def test_an_error_ends_the_cell_not_the_session(
    student: Student, source: str, outcome: str, error: str
) -> None:
    output = student.run("bad", source)
    assert output.outcome == outcome
    assert output.error is not None
    assert output.error.startswith(error)
    assert len(output.error) < 900
    assert student.run("next", "1").error is None


def test_magics_and_top_level_await_work(student: Student) -> None:
    assert student.run("magic", "%time x = 3\n%pwd\nimport asyncio\nawait asyncio.sleep(0)").error is None


def test_output_steers_no_terminal(student: Student) -> None:
    output = student.run("esc", "print('\\x1b[31mred\\x1b[0m \\x07')\nraise ValueError('\\x1b[2J\\u202e!')")
    assert output.text == "red \n"
    assert output.error is not None
    assert output.error.startswith("ValueError: !\n")


# ----------------------------------------------------------------------------------------------------------- names


def test_a_library_the_student_has_imported_is_the_judges_own(student: Student) -> None:
    student.run("task", "np.testing.assert_allclose = lambda *a, **k: None\nnp.pi = 3\ndef f(x): return 0")
    scope = Namespace(student, {}, "")
    exec("pi = np.pi", scope)
    assert scope["np"] is np
    assert scope["pi"] == np.pi
    with pytest.raises(AssertionError):
        exec("np.testing.assert_allclose(f(1), 2)", scope)


def test_names_that_start_with_an_underscore_are_not_fetched(student: Student) -> None:
    scope = play(student, "_secret = 1\nshown = 2", "a = shown")
    assert scope["a"] == 2
    assert "_secret" not in student.names
    with pytest.raises(NameError):
        exec("_secret", scope)


def test_given_names_and_builtins_win_over_the_students(student: Student) -> None:
    play(
        student,
        "def helper(): return 'mine'\ndef abs(x): return 0\nclass jnp: pass\n",
        "assert helper() == 'given'\nassert abs(-1) == 1\nassert jnp.ones(2).shape == (2,)",
        helper=lambda: "given",
    )


def test_assigning_a_name_of_the_students_reaches_the_student(student: Student) -> None:
    play(
        student,
        "scale = 2.0\ndef f(x): return x * scale",
        "assert f(1.0) == 2\nscale = 5.0\nassert f(1.0) == 5",
    )


def test_a_name_rebound_inside_a_function_reaches_the_student(student: Student) -> None:
    play(
        student,
        "scale = 2.0\ndef f(x): return x * scale",
        "def change():\n    global scale\n    scale = 7.0\nchange()\nassert f(1.0) == 7",
    )


def test_a_name_that_is_the_tests_own_stays_here(student: Student) -> None:
    play(student, "def f(): return sorted(k for k in globals() if k == 'want')", "want = 3\nassert f() == []")


def test_only_the_names_of_the_assignment_are_sent(student: Student) -> None:
    student.run("task", "expected = None\nscale = 1.0\ndef f(): return expected, scale")
    scope = Namespace(student, {}, "", sent={"scale"})
    exec("expected = 42\nscale = 2.0\nresult = f()", scope)
    assert scope["result"] == (None, 2.0)


def test_deleting_and_restoring_a_name(student: Student) -> None:
    play(
        student,
        "def squares(n): return [i * i for i in range(1, n + 1)]\ndef sum_of_squares(n): return sum(squares(n))",
        "orig_squares = squares\ndel squares\ntry:\n    sum_of_squares(1)\nexcept NameError:\n    seen = True\n"
        "else:\n    raise AssertionError\nfinally:\n    squares = orig_squares\nassert seen and sum_of_squares(3) == 14",
    )


def test_a_deleted_name_is_gone_here_too(student: Student) -> None:
    play(student, "x = 1", "del x\nwith pytest.raises(NameError):\n    x")


def test_values_are_data_functions_are_stand_ins(student: Student) -> None:
    scope = play(
        student,
        "a = jnp.arange(3)\nb = np.ones(2)\nc = {'k': (1, 2.0, None)}\ndef f(x):\n    'doc'\n    return x\nk = jax.random.key(0)",
        "values = a, b, c, f, k",
    )
    a, b, c, f, k = scope["values"]
    assert isinstance(a, jax.Array)
    assert type(b) is np.ndarray
    assert c == {"k": (1, 2.0, None)}
    assert (f.__name__, f.__doc__, callable(f), repr(f)) == ("f", "doc", True, "<student's f>")
    assert jnp.issubdtype(k.dtype, jax.dtypes.prng_key)


def test_what_a_student_prints_in_a_call_is_printed_here(student: Student) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        play(student, "def f():\n    print('called')\nf", "f()")
    assert out.getvalue() == "called\n"


def test_another_process_takes_over_after_a_loss(nursery: Nursery, student: Student) -> None:
    source = "scale = 2.0\ndef f(x): return x * scale\ndef g(): return scale"
    student.run("task", source)
    scope = Namespace(student, {"jax": jax}, "")
    exec("h = jax.vmap(f)\nscale = 3.0\nbefore = f(1.0)", scope)
    fresh = nursery.student()
    fresh.run("task", IMPORTS + source)
    student.close()
    scope.rebind(fresh)
    scope.fetch()
    exec("import jax.numpy as jnp\nafter = f(1.0), g(), h(jnp.ones(2)).tolist()", scope)
    assert scope["before"] == 3.0
    assert scope["after"] == (3.0, 3.0, [3.0, 3.0])
    nursery.bury(fresh)


def test_star_imports_and_definitions_work_in_a_test_cell(student: Student) -> None:
    scope = play(
        student,
        "def f(x): return x",
        "from math import *\nimport os.path as p\nclass K:\n    y = f(2)\nz = [f(i) for i in range(3)]\nw = sqrt(f(4))",
    )
    assert (scope["K"].y, scope["z"], scope["w"], scope["p"].sep) == (2, [0, 1, 2], 2.0, "/")


def test_nothing_shown_differs_between_two_runs(nursery: Nursery) -> None:
    def run() -> tuple[Any, ...]:
        student = nursery.student()
        cell = student.run(
            "a", "class K: pass\nk = K()\nprint(hash('a'))\ndef f(x): raise ValueError(f'{k} {x}')"
        )
        error = student.run("b", "f(lambda: 1)").error
        with pytest.raises(ValueError, match="K object") as caught:
            student.value("f")(lambda: 1)
        nursery.bury(student)
        return cell, error, str(caught.value), caught.value.__notes__

    assert run() == run()


# ----------------------------------------------------------------------------------------------------- arguments


def test_what_a_call_does_to_its_arguments_is_seen(student: Student) -> None:
    play(
        student,
        "def push(xs, d, a):\n    xs.append(4)\n    d['k'] = xs\n    a[0] = 9\n    return xs",
        "xs, d, a = [1], {}, np.zeros(2)\nassert push(xs, d, a) is xs\nassert xs == [1, 4]\nassert d['k'] is xs\n"
        "assert a.tolist() == [9, 0]",
    )


def test_the_same_list_twice_is_one_list_there(student: Student) -> None:
    play(student, "def same(a, b): return a is b", "x = [1]\nassert same(x, x)\nassert not same(x, [1])")


def test_containers_that_a_tests_function_changes_are_shared(student: Student) -> None:
    play(
        student,
        "def three(f): return [f(i) for i in range(3)]",
        "seen = []\ncount = [0]\ndef f(x):\n    seen.append(x)\n    count[0] += 1\n    return x\n"
        "three(f)\nassert seen == [0, 1, 2]\nassert count == [3]",
    )


def test_a_function_that_rebinds_a_global_is_refused_with_advice(student: Student) -> None:
    with pytest.raises(TypeError, match=r"rebinds 'n'.*check\.counted"):
        play(
            student,
            "def call(f): return f(1)",
            "n = 0\ndef f(x):\n    global n\n    n += 1\n    return x\ncall(f)",
        )


def test_a_value_that_cannot_be_sent_says_so(student: Student) -> None:
    with pytest.raises(TypeError, match="cannot be sent"):
        play(student, "def f(x): return x", "import threading\nf(lambda lock=threading.Lock(): lock)")


# --------------------------------------------------------------------------------------------------------- errors


def test_an_error_carries_the_students_own_lines(student: Student) -> None:
    play(
        student,
        "def inner(x):\n    return x / 0\ndef outer(x):\n    return inner(x)",
        "with pytest.raises(ZeroDivisionError) as caught:\n    outer(1)\nerror = caught.value",
    )
    with pytest.raises(ZeroDivisionError) as caught:
        student.value("outer")(1)
    assert caught.value.__student_lines__ == (
        "cell task, line 4: return inner(x)",
        "cell task, line 2: return x / 0",
    )
    assert caught.value.__notes__[0].startswith("in your code:\n  cell task, line 4")


@pytest.mark.parametrize(
    ("source", "error", "text"),
    [
        ("raise KeyError('k')", KeyError, "'k'"),
        ("raise FileNotFoundError(2, 'gone', 'f.txt')", FileNotFoundError, "[Errno 2] gone: 'f.txt'"),
        ("class Mine(ValueError): pass\nraise Mine('own')", ValueError, "own"),
        ("raise SystemExit(3)", RuntimeError, "the code raised SystemExit: 3"),
        ("raise KeyboardInterrupt", RuntimeError, "the code raised KeyboardInterrupt: "),
        ("raise NotImplementedError('later')", NotImplementedError, "later"),
        ("jnp.ones(2) @ jnp.ones(3)", TypeError, "dot_general requires contracting dimensions"),
        ("raise ExceptionGroup('many', [ValueError('a')])", ExceptionGroup, "many"),
    ],
)
def test_errors_arrive_as_their_class_with_their_message(
    student: Student, source: str, error: type[Exception], text: str
) -> None:
    body = "\n".join("    " + line for line in source.splitlines())
    student.run("task", f"def f():\n{body}")
    with pytest.raises(error) as caught:
        student.value("f")()
    assert text in str(caught.value)


def test_memory_errors_name_their_outcome(student: Student) -> None:
    student.run("task", "def f(): raise MemoryError('big')")
    with pytest.raises(MemoryError) as caught:
        student.value("f")()
    assert caught.value.__gradlab_outcome__ == "memory"


def test_messages_hold_no_addresses(student: Student) -> None:
    student.run("task", "class K: pass\ndef f(): raise ValueError(f'{K()} {f}')")
    with pytest.raises(ValueError, match=r"object at 0x…>") as caught:
        student.value("f")()
    assert "0x7" not in str(caught.value)


def test_a_students_exception_class_can_be_caught(student: Student) -> None:
    play(
        student,
        "class NotConverged(Exception): pass\ndef f(): raise NotConverged('no')",
        "try:\n    f()\nexcept NotConverged as e:\n    text = str(e)\nassert text == 'no'",
    )


def test_jax_errors_keep_their_class_and_text(student: Student) -> None:
    student.run("task", "def f(x):\n    if x > 0: return x\n    return -x")
    with pytest.raises(
        jax.errors.TracerBoolConversionError, match="Attempted boolean conversion of traced array"
    ):
        jax.jit(student.value("f"))(1.0)


def test_make_jaxpr_refuses_and_says_what_to_use(student: Student) -> None:
    student.run("task", "def f(x): return x")
    with pytest.raises(NotImplementedError, match=r"use check\.program") as caught:
        jax.make_jaxpr(student.value("f"))(1.0)
    assert caught.value.__gradlab_outcome__ == "error"
    assert "sin" in str(jax.make_jaxpr(jnp.sin)(1.0))


# -------------------------------------------------------------------------------------------------- two students


def test_equal_handles_of_two_students_are_two_functions(nursery: Nursery, student: Student) -> None:
    """JAX caches by parameter: equal plans must not be one, or one student's types become another's."""
    other = nursery.student()
    student.run("task", "def f(x): return x * 2.0")
    other.run("imports", IMPORTS)
    other.run("task", "def f(x): return jnp.stack([x, x * 2.0])")
    f, g = student.value("f"), other.value("f")
    assert f != g
    assert jax.jit(f)(jnp.float32(1)).shape == ()
    assert jax.jit(g)(jnp.float32(1)).tolist() == [1.0, 2.0]
    with pytest.raises(TypeError, match="another submission"):
        f(g)
    nursery.bury(other)


def test_settings_in_force_here_are_in_force_there(student: Student) -> None:
    student.run("task", "def f(): return jnp.asarray(1.5).dtype.name, jnp.ones(2).dtype.name")
    f = student.value("f")
    with jax.enable_x64(True):
        assert f() == ("float64", "float64")
    assert f() == ("float32", "float32")


def test_a_students_settings_hold_for_its_tests_and_no_longer(nursery: Nursery) -> None:
    student = nursery.student()
    student.run(
        "imports",
        IMPORTS + "jax.config.update('jax_enable_x64', True)\njax.config.update('jax_disable_jit', True)",
    )
    student.run("task", "def f(): return jnp.ones(2)")
    assert student.value("f")().dtype == "float64"
    assert jnp.ones(2).dtype == "float64"
    assert not jax.config.jax_disable_jit
    nursery.bury(student)
    assert jnp.ones(2).dtype == "float32"
