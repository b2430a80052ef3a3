"""Mutants of a solution: one change each, and only where the student writes."""

from __future__ import annotations

import ast

import pytest

from gradlab.mutation import OPERATORS, mutants_of


def changes(solution: str) -> set[tuple[str, str]]:
    return {(mutant.was, mutant.now) for mutant in mutants_of(solution)}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("f(a, b)", "f(b, a)"),
        ("lambda carry, x: carry", "lambda x, carry: carry"),
        ("x = (a, b)", "x = (b, a)"),
        ("x = {'a': 1.5, 'b': y}", "x = {'a': y, 'b': 1.5}"),
        ("x = a * b", "x = a"),
        ("x = a * b", "x = a / b"),
        ("x = a + b", "x = a - b"),
        ("x = a - b", "x = b - a"),
        ("x = a @ b", "x = b @ a"),
        ("x = -a", "x = a"),
        ("x = a.T", "x = a"),
        ("x = jnp.abs(a)", "x = a"),
        ("x = a.astype(int)", "x = a"),
        ("x = jnp.where(c, a, b)", "x = a"),
        ("x = jnp.where(c, a, b)", "x = jnp.where(c, b, a)"),
        ("x = f(a, axis=0)", "x = f(a)"),
        ("x = f(a, axis=0)", "x = f(a, axis=1)"),
        ("x = f(a, axis=None)", "x = f(a, axis=0)"),
        ("x = f(a, full=True)", "x = f(a, full=False)"),
        ("x = jax.grad(f, argnums=1)(a)", "x = jax.grad(f, argnums=0)(a)"),
        ("x = 0.5 * a", "x = 1.0 * a"),
        ("x = a < b", "x = a <= b"),
        ("x = a < b", "x = b < a"),
        ("x = a & b", "x = a | b"),
        ("x = a and b", "x = a or b"),
        ("x = a if c else b", "x = b"),
        ("x = jnp.sum(a)", "x = jnp.mean(a)"),
        ("x = a.at[i].set(b)", "x = a.at[i].add(b)"),
        ("a, b = jax.random.split(key)", "a, b = (key, key)"),
        ("keys = jax.random.split(key, n)", "keys = jnp.stack([key] * n)"),
        ("k = jax.random.fold_in(key, i)", "k = key"),
        ("x = jnp.float64(a)", "x = jnp.float32(a)"),
        ("for i in range(3):", "for i in range(4):"),
        ("x += 1", "pass"),
    ],
)
def test_each_kind_of_change(was: str, now: str) -> None:
    solution = f"{was}\n    pass" if was.endswith(":") else was
    assert (was, now) in changes(solution)


def test_mutants_are_code_that_differs_from_the_solution_and_from_each_other() -> None:
    solution = "def f(x, n):\n    for i in range(n):\n        x = x * 2.0 + i\n    return x, n\n"
    found = mutants_of(solution)
    assert len({mutant.source for mutant in found}) == len(found) >= 10
    for mutant in found:
        assert ast.dump(ast.parse(mutant.source)) != ast.dump(ast.parse(solution))
        assert mutant.operator in OPERATORS


def test_only_the_solution_region_changes() -> None:
    cell = (
        'def f(x: Float[Array, "3"] = 2.0) -> Float[Array, "3"]:\n    """Add 1."""\n'
        "    ### BEGIN SOLUTION\n    return x + 1.0\n    ### END SOLUTION\n"
    )
    assert {mutant.was for mutant in mutants_of(cell)} == {"return x + 1.0"}


def test_annotations_and_docstrings_are_left_alone() -> None:
    def_line = 'def f(x: Float[Array, "3"]) -> Int[Array, "5"]:\n    """Give 3."""\n    return x\n'
    assert mutants_of(def_line) == []


@pytest.mark.parametrize(
    ("solution", "no_change"),
    [
        ("x = a == b", "x = b == a"),
        ("x = jnp.maximum(a, b)", "x = jnp.maximum(b, a)"),
        ("x = jnp.abs(a - b)", "x = jnp.abs(b - a)"),
    ],
)
def test_what_changes_nothing_is_no_mutant(solution: str, no_change: str) -> None:
    found = changes(solution)
    assert (solution, no_change) not in found and found
