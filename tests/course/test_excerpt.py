"""The excerpt of a notebook that a change of one solution can reach."""

from __future__ import annotations

from pathlib import Path

from gradlab.course import Course
from gradlab.course.bank import parse, variants
from gradlab.course.excerpt import defined, excerpt, reached, used
from gradlab.notebook import Cell, Notebook, Role
from gradlab.prove import names_of_tests, part

ROOT = Path(__file__).parents[2]


def notebook(**solutions: str) -> Notebook:
    """Return a notebook with these solutions, each with a check that uses it and an example."""
    cells = [Cell("imports", "code", "import jax", Role.GIVEN)]
    for name, code in solutions.items():
        cells += [
            Cell(f"{name}-example", "code", f"{name}_example = 1", Role.FREE),
            Cell(name, "code", code, Role.SOLUTION),
            Cell(f"{name}-try", "code", f"print({name}(2))", Role.FREE),
            Cell(f"{name}-check", "code", f"def test_it(): assert {name}(1)", Role.TEST, 1.0),
        ]
    return Notebook("n", tuple(cells))


ONE = notebook(
    a="def a(x): return x", b="def b(x): return a(x)", c="def c(x): return b(x)", d="def d(x): return x"
)


def test_a_change_reaches_what_uses_its_names_also_through_others() -> None:
    assert reached(ONE, [("a", "def a(x): return 2")]) == {"a", "b", "c"}
    assert reached(ONE, [("c", "def c(x): return 2")]) == {"c"}
    assert reached(ONE, [("d", "def d(x): return 2"), ("c", "")]) == {"c", "d"}


def test_a_name_that_only_the_change_defines_counts_and_so_does_one_that_it_drops() -> None:
    hides = notebook(a="def a(x): return x", e="def e(x): return jax.jit(x)")
    assert reached(hides, [("a", "jax = None\ndef a(x): return x")]) == {"a", "e"}
    assert reached(ONE, [("b", "other = 1")]) == {"b", "c"}


def test_an_excerpt_keeps_what_is_given_every_solution_and_the_exercises_it_is_asked_for() -> None:
    kept = [cell.id for cell in excerpt(ONE, {"b"}).cells]
    assert kept == ["imports", "a", "b", "b-try", "b-check", "c", "d"]


def test_names_of_code() -> None:
    code = "import numpy as np\nfrom jax import lax\nx, (y, z) = 1, (2, 3)\nfor i in []: pass\ndef f(u): v = 1\nw = lambda q: q"
    assert defined(code) == {"np", "lax", "x", "y", "z", "i", "f", "w"}
    assert used("def f(x): return g(x) + h.y\nk = [m for m in n]") == {"g", "h", "n"}
    assert defined("not python (") == used("not python (") == frozenset()


def test_a_variant_that_does_more_than_solve_is_graded_on_every_exercise(tmp_path) -> None:
    assignment = Course(ROOT).assignment("08-loops")
    source = assignment.notebook()
    tests = names_of_tests(source)
    head = '"""An idea.\n\nloses: power-fori-check::test_one_loop\nhint: one\n"""\n'

    def graded_on(sections: str, kind: str = "wrong") -> Notebook:
        path = tmp_path / f"{kind}-x.py"
        path.write_text(head + sections)
        return part(source, parse(path), tests)

    cut = graded_on("# %% power-scan\npower_scan = None\n")
    assert [cell.id for cell in cut.cells if cell.role is Role.TEST] == [
        "power-fori-check",
        "power-scan-check",
    ]
    assert graded_on("# %% new after power-scan\nx = 1\n") == cut
    assert graded_on("# %% power-scan\nx = 1\n# %% notebook\nnb.cells.pop()\n") == source
    assert graded_on("# %% power-scan\nx = 1\n# %% notebook\nnb.cells.pop()\n", "hostile") == source
    whole = graded_on("# %% power-scan-try\npower_scan = None\n")
    assert [cell.id for cell in whole.cells if cell.role is Role.FREE] == ["power-scan-try"]
    assert names_of_tests(whole) == tests
    hostile = graded_on("# %% power-scan\nx = 1\n", "hostile")
    assert [cell for cell in source.cells if cell.role is not Role.FREE] == list(hostile.cells)


def test_every_wrong_variant_of_the_course_is_graded_on_the_tests_it_loses() -> None:
    for assignment in Course(ROOT).assignments:
        source = assignment.notebook()
        tests = names_of_tests(source)
        for variant in variants(assignment):
            there = names_of_tests(part(source, variant, tests))
            assert variant.lost(tests) <= there, variant.name
            assert there == tests or variant.kind == "wrong"
