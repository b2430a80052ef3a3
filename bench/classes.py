"""Classes to be graded: what students hand in, made from the bank, alike or all different, with marks that are known.

A class is deterministic, and a smaller one is the beginning of a larger one. Every third student hands in the source's own
solution, every third a right variant of the bank and every third a wrong one. Nothing hostile is in it, and nothing that never
ends, for stock nbgrader has to grade it too.
"""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from gradlab.course import Assignment
from gradlab.course.bank import Variant, variants
from gradlab.course.reference import reference, saved, solved
from gradlab.notebook import Role
from gradlab.notebook.cell import role_of
from gradlab.prove import names_of_tests

KINDS = ("distinct", "similar", "unlike")
"""`distinct`: names and a constant in every function differ, so the programs do, but for operations that run by themselves, whose
constants are arguments. `similar`: names and comments differ. `unlike`: as distinct, and operations differ, too."""
USUAL = KINDS[:2]
"""Those that are compared unless others are asked for."""
ENDLESS = "no answer in time"
"""The hint of a variant that never ends."""
FARTHEST = 1_000_000
"""No test's answer is below minus this, and a float32 still tells it from its successor."""
LIFT = "above_{number}"
"""What a distinct submission puts every result through: it changes the program, and no value that a test asks for."""
LIFTING = """
def above_{number}(answer):
    return jax.tree.map(
        lambda leaf: {lifted}
        if isinstance(leaf, jax.Array) and jnp.issubdtype(leaf.dtype, jnp.floating)
        else leaf,
        answer,
    )
"""
LIFTED = "jnp.maximum(leaf, -{bound}.0)"
STEPS = (
    "jnp.maximum({x}, -{bound}.0)",
    "jnp.minimum({x}, {bound}.0)",
    "{x} * 1.0",
    "{x} / 1.0",
    "{x} + 0.0",
    "{x} - 0.0",
)
"""Operations that change no answer; four of them, in an order of their own, are what no other student has."""
WORDS = ("new", "cur", "my", "the", "tmp", "val", "this", "a", "one", "local", "it", "now")
REMARKS = (
    "first try",
    "works now",
    "see the lecture",
    "looks right",
    "I hope",
    "as in the example",
    "checked by hand",
)


@dataclass(frozen=True)
class HandedIn:
    """What one student hands in."""

    student: str
    variant: str
    """The file of the bank, or `full`."""
    data: bytes = field(repr=False)
    """The notebook."""
    loses: frozenset[str]
    """The tests (`cell::test`) that it must lose, and no others; `*` and `cell::*` are written out as in the bank."""

    def deserves(self, scores: dict[str, float | None], points: dict[str, float]) -> bool:
        """Whether the marks are those of the variant: full, but for the cells that lose a test.

        Args:
            scores: What was recorded, by test cell.
            points: What each test cell is worth.
        """
        losing = {test.partition("::")[0] for test in self.loses}
        return scores.keys() == points.keys() and all(
            score is not None
            and (score < points[cell] if cell in losing else abs(score - points[cell]) < 1e-9)
            for cell, score in scores.items()
        )


def handed_in(assignment: Assignment, kind: str, count: int, *, first: int = 0) -> list[HandedIn]:
    """Make a class.

    Args:
        assignment: What is handed in; its bank says what right and wrong answers look like.
        kind: One of `KINDS`.
        count: How many students.
        first: The number of the first; classes that do not overlap share no program of a student.

    Raises:
        CourseError: The assignment or its bank cannot be read.
    """
    source = reference(assignment)
    tests = names_of_tests(assignment.notebook())
    turns = list(_turns(assignment))
    return [
        _one(source, turns[number % len(turns)], kind, number, tests)
        for number in range(first, first + count)
    ]


def _turns(assignment: Assignment) -> Iterator[Variant | None]:
    """Yield who hands in what, in turn; None stands for the source's solution."""
    bank = [variant for variant in variants(assignment) if ENDLESS not in variant.hint]
    right, wrong = ([variant for variant in bank if variant.kind == kind] for kind in ("right", "wrong"))
    for many in (right, wrong):
        random.Random(assignment.name).shuffle(many)
    for turn in range(max(len(right), len(wrong))):
        yield None
        for many in (right, wrong):
            yield many[turn % len(many)] if many else None


def _one(
    source: NotebookNode, variant: Variant | None, kind: str, number: int, tests: frozenset[str]
) -> HandedIn:
    nb = solved(source) if variant is None else variant.notebook(source)
    kept = frozenset(_bound_at_the_top(nb)) | frozenset(dir(builtins))
    for cell in nb.cells:
        role, locked = role_of(cell.cell_type, cell.metadata.get("nbgrader", {}))
        own = role is Role.FREE and cell.get("id", "").startswith("own-")
        if cell.cell_type == "code" and not locked and (role is Role.SOLUTION or own):
            cell.source = varied(cell.source, kind, number, kept)
    lost = frozenset() if variant is None else variant.lost(tests)
    name = "full" if variant is None else variant.name
    return HandedIn(f"student-{number:04}", name, saved(nb), lost)


def varied(source: str, kind: str, number: int, kept: frozenset[str]) -> str:
    """Write a cell as another student would.

    Args:
        source: The cell. One that is no Python stays as it is.
        kind: One of `KINDS`.
        number: Which student.
        kept: Names that must not change.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    chosen = random.Random(f"{number} {source}")
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            _rename(function, number, kept, chosen)
    head = f"# {chosen.choice(REMARKS)} ({number})\n"
    if kind != "similar" and _lift(tree, LIFT.format(number=number)):
        bound = FARTHEST + number
        lifted = LIFTED.format(bound=bound) if kind == "distinct" else _stepped(number, bound)
        head += LIFTING.format(number=number, lifted=lifted) + "\n\n"
    return head + ast.unparse(ast.fix_missing_locations(tree))


def _stepped(number: int, bound: int) -> str:
    x = "leaf"
    for place in range(4):
        x = "(" + STEPS[number // len(STEPS) ** place % len(STEPS)].format(x=x, bound=bound) + ")"
    return x


def _rename(function: ast.FunctionDef, number: int, kept: frozenset[str], chosen: random.Random) -> None:
    """Give other names to what a function binds inside itself; its parameters may be named by a caller."""
    outer = function.args
    fixed = set(kept) | {a.arg for a in (*outer.posonlyargs, *outer.args, *outer.kwonlyargs)}
    fixed |= {a.arg for a in (outer.vararg, outer.kwarg) if a is not None} | {function.name}
    bound: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                bound.add(name)
            case ast.keyword(arg=str(name)):
                fixed.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                fixed.update(names)
            case ast.ClassDef() | ast.Import() | ast.ImportFrom() | ast.ExceptHandler() | ast.Match():
                return  # they bind names in ways of their own
    new = {
        name: f"{chosen.choice(WORDS)}_{name}{number}"
        for name in sorted(bound - fixed)
        if not name.startswith("__")
    }
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name) if name in new:
                node.id = new[name]
            case ast.arg(arg=name) if name in new:
                node.arg = new[name]
            case ast.FunctionDef(name=name) if name in new:
                node.name = new[name]


def _lift(tree: ast.Module, name: str) -> bool:
    """Put what every function returns through `name`, loops' bodies too.

    Returns:
        Whether there was a function.
    """
    found = False
    for node in list(ast.walk(tree)):
        match node:
            case ast.Return(value=ast.expr() as value):
                node.value = ast.Call(ast.Name(name, ast.Load()), [value], [])
            case ast.Lambda(body=value):
                node.body = ast.Call(ast.Name(name, ast.Load()), [value], [])
            case _:
                continue
        found = True
    return found


def _bound_at_the_top(nb: NotebookNode) -> Iterator[str]:
    """Yield the names that the notebook's cells bind for each other."""
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            continue
        for node in tree.body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    yield name
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    yield from ((alias.asname or alias.name).partition(".")[0] for alias in names)
                case _:
                    yield from (
                        one.id
                        for one in ast.walk(node)
                        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
                    )
