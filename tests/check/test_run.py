"""`check.run` on cells compiled as IPython compiles them: what is collected, run, counted and said."""

from __future__ import annotations

import os
import sys
import warnings
from collections import defaultdict

import pytest
from check_cells import run_cell, text

from gradlab import check
from gradlab.check._outcome import of_exception
from gradlab.check._results import observer

HEAD = "import pytest\nfrom gradlab import check\n"


def run(source, namespace=None, filename=""):
    """Run a cell that ends with `result = check.run()`."""
    namespace = {} if namespace is None else namespace
    exec(HEAD, namespace)
    run_cell(source, namespace, filename)
    return namespace["result"]


def test_everything_pytest_offers(capsys):
    result = run(
        '''
            """`power` multiplies."""


            @pytest.fixture
            def three():
                return 3


            @pytest.fixture(params=[1, 2])
            def each(request):
                return request.param


            def test_two_cubed_is_eight(three):
                check.close(2.0**three, 8.0)


            @pytest.mark.parametrize(("x", "n"), [(2.0, 3), (1.5, 0)], ids=["two", "none"])
            def test_any_power(x, n):
                assert x**n == pytest.approx(x**n)


            def test_each(each):
                assert each > 0


            def test_raises():
                with pytest.raises(ZeroDivisionError, match="zero"):
                    1 / 0


            def test_builtin_fixtures(tmp_path, monkeypatch, capsys):
                (tmp_path / "a").write_text("x")
                monkeypatch.setenv("SOMETHING", "1")
                print("seen")
                assert capsys.readouterr().out == "seen\\n"


            @pytest.mark.usefixtures("three")
            @pytest.mark.points(2)
            def test_marks():
                with pytest.warns(UserWarning, match="odd"):
                    __import__("warnings").warn("odd")


            result = check.run()
            '''
    )
    assert result is None
    assert capsys.readouterr().out.removesuffix("\n") == text(
        """
        `power` multiplies.
        passed: two cubed is eight
        passed: any power
        passed: each
        passed: raises
        passed: builtin fixtures
        passed: marks
        6 of 6 visible checks pass; hidden checks run when graded
        """
    )
    assert "SOMETHING" not in os.environ


def test_every_way_to_fail(capsys):
    result = run(
        '''
        def stub():
            raise NotImplementedError


        def test_passes():
            pass


        def test_compares():
            assert [1, 2, 3] == [1, 2, 4], "hint: look at the end"


        @pytest.mark.points(3)
        @pytest.mark.parametrize("n", [0, 1, 7])
        def test_cases(n):
            """Any n works.

            At length.
            """
            check.close(float(n > 1), 1.0, hint="n counts")


        def test_not_begun():
            stub()


        def test_breaks():
            {}["key"]


        def test_says():
            pytest.fail("no good. hint: try again")


        result = check.run()
        '''
    )
    assert result == 2.0
    assert capsys.readouterr().out.removesuffix("\n") == text(
        """
        passed: passes
        failed: compares
          assert [1, 2, 3] == [1, 2, 4]
            At index 2 diff: 3 != 4

          hint: look at the end
        failed: Any n works.
          in case [0] (1 of 3 cases pass):
          check.close: `float(n > 1)` has a wrong value
            expected  1.0
            yours     0.0

          hint: n counts
        not attempted yet: not begun
        error: breaks
          KeyError: 'key'
        failed: says
          no good.

          hint: try again
        1 of 6 visible checks pass; hidden checks run when graded
        """
    )


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("1 == 2", "assert 1 == 2"),
        ("len(x) == 1", "assert 3 == 1\n   +  where 3 = len([1, 2, 3])"),
        ("x == [1, 2]", "assert [1, 2, 3] == [1, 2]\n    Left contains one more item: 3"),
        ("'a' in 'bcd'", "assert 'a' in 'bcd'"),
        ("not x", "assert not [1, 2, 3]"),
        ("'100%' == '99%'", "assert '100%' == '99%'\n    - 99%\n    + 100%"),
        ("all(v > 1 for v in x)", "assert False\n   +  where False = all("),
        ("(lambda: x)() is None", "assert [1, 2, 3] is None"),
    ],
)
def test_asserts_show_their_values(capsys, condition, shown):
    run(f"x = [1, 2, 3]\ndef test_it():\n    assert {condition}\nresult = check.run()\n")
    assert shown in capsys.readouterr().out


def test_asserts_inside_inner_functions_show_their_values(capsys):
    run(
        """
        def test_it():
            def inner(v):
                assert v == 2, "hint: inner"
            inner(1)
        result = check.run()
        """
    )
    assert "  assert 1 == 2\n\n  hint: inner\n" in capsys.readouterr().out


def test_report_counts_all_checks_where_hidden_ones_are_there(capsys):
    run(
        """
        def test_seen():
            pass

        ### BEGIN HIDDEN TESTS
        def test_hidden():
            assert False
        ### END HIDDEN TESTS
        result = check.run()
        """
    )
    assert capsys.readouterr().out.endswith("\n1 of 2 checks pass\n")


def test_cell_without_tests(capsys):
    assert run("result = check.run()") is None
    assert capsys.readouterr().out == "0 of 0 visible checks pass; hidden checks run when graded\n"


def test_only_this_cell_s_tests_run(capsys):
    namespace = {}
    run("def test_one(): assert False\nresult = check.run()", namespace)
    run("def test_two(): pass\nresult = check.run()", namespace)
    run("def test_three(): pass\nresult = check.run()", namespace)
    assert namespace["result"] is None
    assert {"test_one", "test_two", "test_three"} <= namespace.keys()
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "passed: three",
        "1 of 1 visible checks pass; hidden checks run when graded",
    ]


def test_edited_cell_forgets_what_it_no_longer_defines(capsys):
    namespace = {}
    run("def test_old(): assert False\ndef test_kept(): assert False\nresult = check.run()", namespace)
    run("def test_kept(): pass\nresult = check.run()", namespace)
    assert namespace["result"] is None
    assert "passed: kept\n1 of 1" in capsys.readouterr().out


def test_cell_run_twice_gives_the_same(capsys):
    namespace = {}
    source = "def test_b(): pass\ndef test_a(): assert 0\nresult = check.run()"
    assert run(source, namespace, "<same>") == run(source, namespace, "<same>") == 1.0
    first, second = capsys.readouterr().out.split(
        "1 of 2 visible checks pass; hidden checks run when graded\n"
    )[:2]
    assert first == second
    assert first.startswith("passed: b\nfailed: a\n")


def test_functions_that_are_no_tests_of_the_cell_are_left_alone():
    namespace = {"test_number": 3, "test_builtin": len, "test_class": dict}
    assert (
        run("from os.path import join as test_join\ndef test_a(): pass\nresult = check.run()", namespace)
        is None
    )


def test_decorated_tests_run():
    assert (
        run(
            """
            import functools, jax

            def twice(f):
                @functools.wraps(f)
                def wrapper(*args, **kwargs):
                    f(*args, **kwargs)
                    return f(*args, **kwargs)
                return wrapper

            calls = []

            @twice
            def test_wrapped():
                calls.append(1)

            @pytest.mark.parametrize("n", [1])
            @twice
            def test_both(n):
                calls.append(n)

            def test_default(n=3, *, m=4):
                assert (n, m) == (3, 4)

            result = check.run()
            """,
            namespace := {},
        )
        is None
    )
    assert namespace["calls"] == [1, 1, 1, 1]


def test_fixtures_of_earlier_cells_are_there_but_automatic_ones_are_not(capsys):
    namespace = {}
    run(
        """
        @pytest.fixture
        def given():
            return 3

        @pytest.fixture(autouse=True)
        def automatic():
            assert False
        result = check.run()
        """,
        namespace,
    )
    assert run("def test_it(given): assert given == 3\nresult = check.run()", namespace) is None
    namespace = {}
    result = run(
        """
        @pytest.fixture(autouse=True)
        def automatic():
            yield
            assert False, "hint: clean up"
        def test_it(): pass
        result = check.run()
        """,
        namespace,
    )
    assert result == 0.0
    assert "failed: it\n  assert False\n\n  hint: clean up\n" in capsys.readouterr().out


def test_fixture_that_is_not_begun(capsys):
    run(
        """
        @pytest.fixture
        def model():
            raise NotImplementedError
        def test_it(model): pass
        result = check.run()
        """
    )
    assert capsys.readouterr().out.startswith("not attempted yet: it\n")


def test_skipping_passes_nothing(capsys):
    result = run(
        """
        def test_skips(): pytest.skip("no time")
        @pytest.mark.skip(reason="never")
        def test_skipped(): pass
        @pytest.mark.xfail
        def test_xfail(): assert False
        @pytest.mark.parametrize("n", [])
        def test_empty(n): pass
        result = check.run()
        """
    )
    assert result == 0.0
    out = capsys.readouterr().out
    assert out.count("failed: ") == 4
    assert "  no time\n" in out


def test_prints_and_warnings_are_shown_short_and_only_for_failures(capsys):
    result = run(
        """
        import sys, warnings
        def test_fine():
            print("quiet")
            warnings.warn("quiet too")
        def test_loud():
            print("loud", file=sys.stderr)
            warnings.warn("mind", RuntimeWarning)
            for i in range(100): print(i)
            assert 0
        result = check.run()
        """
    )
    assert result == 1.0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "quiet" not in captured.out
    assert "  printed: loud\n  printed: 0\n  printed: 1\n  printed: … 99 more lines\n" in captured.out


def test_a_warning_is_shown_where_nothing_was_printed(capsys):
    run("import warnings\ndef test_it():\n    warnings.warn('mind')\n    assert 0\nresult = check.run()")
    assert "  printed: UserWarning: mind\n" in capsys.readouterr().out


def process_state():
    """What a run of pytest touches."""
    streams = sys.stdout, sys.stderr, sys.stdin
    hooks = sys.excepthook, sys.displayhook, sys.unraisablehook, list(sys.meta_path)
    last = {name: vars(sys).get(name) for name in ("last_type", "last_value", "last_traceback", "last_exc")}
    return streams, hooks, last, list(sys.path), list(warnings.filters), dict(os.environ), os.getcwd()


def test_nothing_of_the_process_is_changed():
    before, modules = process_state(), set(sys.modules)
    namespace = {}
    run("import os\ndef test_a(): os.chdir('/')\ndef test_b(): assert 0\nresult = check.run()", namespace)
    assert process_state() == before
    assert not {name for name in namespace if name.startswith("@")}
    assert not {name for name in set(sys.modules) - modules if name.startswith("test_")}


def test_marks_know_no_configuration_afterwards():
    from _pytest.mark import MARK_GEN

    config = MARK_GEN._config
    run("def test_a(): assert 1\nresult = check.run()")
    assert MARK_GEN._config is config


def test_nothing_of_a_project_leaks_in(tmp_path, monkeypatch):
    project = '[tool.pytest.ini_options]\naddopts = "--no-such-option"\nfilterwarnings = ["error"]\n'
    (tmp_path / "pyproject.toml").write_text(project)
    (tmp_path / "conftest.py").write_text("raise RuntimeError('conftest')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    assert run("import warnings\ndef test_a(): warnings.warn('x')\nresult = check.run()") is None
    assert os.environ["PYTEST_ADDOPTS"] == "--no-such-option"
    assert not [path for path in tmp_path.iterdir() if path.name not in ("pyproject.toml", "conftest.py")]


def test_messages_are_the_same_on_ci(monkeypatch, capsys):
    cell = "def test_a(): assert list(range(9)) == list(range(1, 10))\nresult = check.run()"
    monkeypatch.delenv("CI", raising=False)
    run(cell)
    here = capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    run(cell)
    assert capsys.readouterr().out == here
    assert os.environ["CI"] == "true"


def test_current_test_of_an_outer_run_stays():
    name = os.environ["PYTEST_CURRENT_TEST"]
    run("def test_a(): pass\nresult = check.run()")
    assert os.environ["PYTEST_CURRENT_TEST"] == name


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "@pytest.mark.point(2)\ndef test_a(): pass",
            r"test_a has the unknown mark `point`; is `points` meant\?",
        ),
        (
            "@pytest.mark.points('2')\ndef test_a(): pass",
            r"test_a has points \('2',\): one number is expected",
        ),
        ("@pytest.mark.points()\ndef test_a(): pass", r"test_a has points \(\): one number"),
        ("@pytest.mark.points(-1)\ndef test_a(): pass", r"test_a has points \(-1,\): one number"),
        ("@pytest.mark.parametrize('m', [1])\ndef test_a(n): pass", "function uses no argument 'm'"),
        ("@pytest.mark.zebra\ndef test_a(): pass", "test_a has the unknown mark `zebra`$"),
        ("def test_a(n): pass", "test_a asks for the fixture `n`, which is not there"),
        ("test_a = pytest.fixture(lambda: 1)", "pytest does not take test_a for a test function"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnknownMarkWarning")
def test_author_s_mistakes_are_not_the_student_s(source, words, monkeypatch):
    from _pytest.mark import MARK_GEN

    monkeypatch.setattr(MARK_GEN, "_config", None)  # as in a kernel: no run of pytest around it
    with pytest.raises(Exception, match=words) as caught:
        run(f"{source}\nresult = check.run()")
    assert type(caught.value).__name__ == "CellError"
    assert of_exception(caught.value).outcome == "grader error"
    assert str(caught.value).startswith("this check cell cannot be run: ")


def test_interrupt_reaches_the_user():
    with pytest.raises(KeyboardInterrupt):
        run("def test_a(): raise KeyboardInterrupt\ndef test_b(): pass\nresult = check.run()")


def test_leaving_the_run_passes_nothing(capsys):
    assert run("def test_a(): pytest.exit('out')\ndef test_b(): pass\nresult = check.run()") == 0.0
    out = capsys.readouterr().out
    assert "failed: a\n  out\n" in out or "error: a\n" in out
    assert "error: b\n  the test did not run to its end\n" in out
    assert run("def test_a(): raise SystemExit(0)\ndef test_b(): pass\nresult = check.run()") == 1.0
    assert "error: a\n  SystemExit: 0\n" in capsys.readouterr().out


def test_source_that_is_not_known_still_runs(capsys):
    namespace = {}
    exec(HEAD, namespace)
    exec(compile("def test_a():\n    assert 1 == 2\nresult = check.run()", "<unknown>", "exec"), namespace)
    assert namespace["result"] == 0.0
    assert "failed: a\n  an assertion failed\n" in capsys.readouterr().out


def test_cell_that_only_ipython_compiles_still_runs(capsys):
    from check_cells import linecache

    source = "await something()\n"
    namespace = {}
    exec(HEAD, namespace)
    linecache.cache["<await>"] = (len(source), None, [source], "<await>")
    exec(compile("def test_a():\n    assert 1 == 2\nresult = check.run()", "<await>", "exec"), namespace)
    assert namespace["result"] == 0.0


class Remembered(defaultdict):
    """Globals as in the judge: a dict that knows more names than it holds, and is told of assignments."""

    def __init__(self):
        super().__init__()
        self.told = []

    def __missing__(self, name):
        if name == "power":
            return lambda x, n: x**n
        raise KeyError(name)

    def __setitem__(self, name, value):
        self.told.append(name)
        super().__setitem__(name, value)


def test_globals_may_be_a_subclass_of_dict(capsys):
    namespace = Remembered()
    result = run(
        """
        def test_a(): check.close(power(2.0, 3), 8.0)
        def test_b(): assert power(2, 3) == 9
        result = check.run()
        """,
        namespace,
    )
    assert result == 1.0
    assert "assert 8 == 9\n   +  where 8 = power(2, 3)" in capsys.readouterr().out
    assert not [name for name in namespace.told if name.startswith("@")]


class Lost(BaseException):
    __gradlab_outcome__ = "timeout"


class Judge:
    def __init__(self, decided=None):
        self.events = []
        self.decided = decided or {}

    def preset(self, test, case):
        self.events.append(("preset", test, case))
        return self.decided.get((test, case))

    def started(self, test, case):
        self.events.append(("started", test, case))

    def entered(self):
        pass

    def finished(self, test, case, result):
        self.events.append(("finished", test, case, result.outcome))

    def cell(self, result):
        self.events.append(("cell", [(t.name, t.outcome, t.earned) for t in result.tests]))
        self.result = result


@pytest.fixture
def judged():
    def judged(source, namespace=None, decided=None):
        judge = Judge(decided)
        token = observer.set(judge)
        try:
            return run(source, namespace), judge
        finally:
            observer.reset(token)

    return judged


def test_observer_sees_each_case_in_order_and_nothing_is_printed(judged, capsys):
    result, judge = judged(
        '''
        """What it checks."""
        def test_a():
            """First."""
        @pytest.mark.points(3)
        @pytest.mark.parametrize("n", [1, 2])
        def test_b(n): check.close(float(n), 1.0, hint="look")
        result = check.run()
        '''
    )
    assert result == 2.5
    assert judge.events == [
        ("preset", "test_a", ""),
        ("preset", "test_b", "1"),
        ("preset", "test_b", "2"),
        ("started", "test_a", ""),
        ("finished", "test_a", "", "passed"),
        ("started", "test_b", "1"),
        ("finished", "test_b", "1", "passed"),
        ("started", "test_b", "2"),
        ("finished", "test_b", "2", "failed"),
        ("cell", [("test_a", "passed", 1.0), ("test_b", "failed", 1.5)]),
    ]
    assert (judge.result.earned, judge.result.points, judge.result.doc) == (2.5, 4.0, "What it checks.")
    test_a, test_b = judge.result.tests
    assert (test_a.sentence, test_a.points) == ("First.", 1.0)
    assert (test_b.sentence, test_b.cases, test_b.passed, test_b.hint) == ("b", 2, 1, "look")
    assert test_b.message.startswith(
        "in case [2] (1 of 2 cases pass):\ncheck.close: `float(n)` has a wrong value"
    )
    assert capsys.readouterr().out == ""


def test_observer_decides_cases_beforehand(judged):
    from gradlab.check._results import CaseResult

    namespace = {}
    result, judge = judged(
        """
        ran = []
        @pytest.mark.parametrize("n", [1, 2, 3])
        def test_a(n): ran.append(n)
        def test_b(): ran.append("b")
        result = check.run()
        """,
        namespace,
        {("test_a", "2"): CaseResult("timeout", "no answer after 5 s"), ("test_b", ""): CaseResult("passed")},
    )
    assert namespace["ran"] == [1, 3]
    assert result == pytest.approx(2 / 3 + 1)
    assert ("started", "test_a", "2") not in judge.events
    assert not [event for event in judge.events if event[0] == "finished" and event[2] == "2"]
    test_a, test_b = judge.result.tests
    assert (test_a.outcome, test_a.message) == (
        "timeout",
        "in case [2] (2 of 3 cases pass):\nno answer after 5 s",
    )
    assert test_b.outcome == "passed"


def test_lost_student_costs_the_test_that_asked(judged):
    namespace = {"Lost": Lost}
    result, judge = judged(
        """
        def test_a(): raise Lost("no answer after 5 s")
        def test_b(): pass
        result = check.run()
        """,
        namespace,
    )
    assert result == 1.0
    assert ("finished", "test_a", "", "timeout") in judge.events
    assert judge.result.tests[0].message == "no answer after 5 s"


def test_what_an_observer_raises_inside_a_case_ends_that_case_alone(judged):
    class Entering(Judge):
        def entered(self):
            if self.events[-1][1] == "test_a":
                raise Lost("gone before the test began")

    judge = Entering()
    token = observer.set(judge)
    try:
        run("def test_a(): raise ValueError\ndef test_b(): pass\nresult = check.run()")
    finally:
        observer.reset(token)
    assert [(t.name, t.outcome) for t in judge.result.tests] == [("test_a", "timeout"), ("test_b", "passed")]
    assert judge.result.tests[0].message == "gone before the test began"


def test_observer_that_fails_is_no_mark(judged):
    class Broken(Judge):
        def started(self, test, case):
            raise OSError("disk full")

    token = observer.set(Broken())
    try:
        with pytest.raises(Exception, match="this check cell cannot be run: OSError: disk full"):
            run("def test_a(): pass\nresult = check.run()")
    finally:
        observer.reset(token)


def test_checks_are_nested_in_an_outer_run_again_and_again():
    source = "\n".join(f"def test_{i}(): assert {i} > 0" for i in range(5)) + "\nresult = check.run()"
    assert [run(source) for _ in range(3)] == [4.0] * 3


def test_public_name_is_the_same_function():
    assert check.run.__module__ == "gradlab.check"
