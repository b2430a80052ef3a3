"""Small changes of a solution, one at a time, of the kind that people make: what the tests of an exercise must notice.

Works on the syntax tree and runs nothing. Imported by `mutants`.

Source: the operators are those of mutation testing (DeMillo, Lipton and Sayward 1978, "Hints on test data selection"), with those
added that JAX invites: a swapped carry, a lost axis, a key drawn from twice.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Operator = Callable[[ast.AST], Iterator[ast.AST]]
"""From a node to the nodes that may stand in its place. The node itself is not changed."""


@dataclass(frozen=True)
class Mutant:
    """A solution with one change."""

    operator: str
    was: str
    """The statement that changed, as it was."""
    now: str
    source: str
    """The whole solution, changed."""


def mutants_of(solution: str) -> list[Mutant]:
    """Return the mutants of a solution, in the order of its text, each once.

    Args:
        solution: Python code; markers of the solution region limit where it changes.

    Raises:
        SyntaxError: `solution` is not Python.
    """
    tree = ast.parse(solution)
    original = ast.unparse(tree)
    first, last = _region(solution)
    left_alone, no_change = set(_left_alone(tree)), set(_no_change(tree))
    found: dict[str, Mutant] = {}
    for place, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", None)
        if line is None or not first <= line <= last or id(node) in left_alone:
            continue
        for name, operator in OPERATORS.items():
            for choice, offered in enumerate(operator(node)):
                if (id(node), ast.dump(offered)) in no_change:
                    continue
                changed = copy.deepcopy(tree)
                target = list(ast.walk(changed))[place]
                was = _line(_statement(changed, target))
                new = list(operator(target))[choice]
                now = _line(_replaced(changed, target, new))
                source = ast.unparse(ast.fix_missing_locations(changed))
                if source != original and source not in found:
                    found[source] = Mutant(name, was, now, source)
    return list(found.values())


def _region(solution: str) -> tuple[int, int]:
    lines = solution.split("\n")
    begin = [i for i, line in enumerate(lines, 1) if "BEGIN SOLUTION" in line]
    end = [i for i, line in enumerate(lines, 1) if "END SOLUTION" in line]
    return (begin[0], end[-1]) if begin and end else (1, len(lines))


def _left_alone(tree: ast.AST) -> Iterator[int]:
    """Yield the nodes that no test can see: annotations and docstrings."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            parts.append(node.returns)
        elif isinstance(node, ast.arg):
            parts.append(node.annotation)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        for part in parts:
            if part is not None:
                yield from (id(inner) for inner in ast.walk(part))


def _no_change(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield nodes and replacements that give the same: a difference turned round, under its absolute value."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, args=[ast.BinOp(left=left, op=ast.Sub(), right=right) as inner]):
                if _name(function) in {"abs", "square"}:
                    yield id(inner), ast.dump(ast.BinOp(right, ast.Sub(), left))


def _statement(tree: ast.AST, target: ast.AST) -> ast.AST:
    """Return the innermost statement that holds `target`; of a compound one, only its head is meant."""
    holder: ast.AST = tree
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and any(inner is target for inner in ast.walk(node)):
            holder = node  # ast.walk goes from the outside in
    return _head(holder)


def _head(node: ast.AST) -> ast.AST:
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If | ast.With | ast.ClassDef):
        node = copy.deepcopy(node)
        node.body = [ast.Expr(ast.Constant(...))]
    return node


def _line(node: ast.AST) -> str:
    return ast.unparse(node).removesuffix("\n    ...")


def _replaced(tree: ast.AST, target: ast.AST, new: ast.AST) -> ast.AST:
    """Put `new` in the place of `target` and return the changed statement."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, new)
                return _statement(tree, new)
            if isinstance(value, list):
                for i, item in enumerate(value):
                    if item is target:
                        value[i] = new
                        return _statement(tree, new)
    raise AssertionError("the node is not in its tree")


# The operators.


def swapped(node: ast.AST) -> Iterator[ast.AST]:
    """Two neighbours change places: arguments, parameters, items of a tuple, values of a dictionary."""
    if isinstance(node, ast.Call):
        builtin = isinstance(node.func, ast.Name) and node.func.id in {"max", "min"}
        if not builtin and _name(node.func) not in COMMUTATIVE:
            yield from _with_swaps(node, "args")
    elif isinstance(node, ast.Lambda | ast.FunctionDef):
        for i in range(len(node.args.args) - 1):
            new = copy.deepcopy(node)
            pair = new.args.args
            pair[i].arg, pair[i + 1].arg = pair[i + 1].arg, pair[i].arg
            yield new
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield from _with_swaps(node, "elts")
    elif isinstance(node, ast.Dict):
        yield from _with_swaps(node, "values")
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        if not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            yield ast.Compare(node.comparators[0], node.ops, [node.left])
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield ast.BinOp(node.right, node.op, node.left)


COMMUTATIVE = {"maximum", "minimum", "result_type", "promote_types", "logaddexp", "hypot", "multiply", "add"}
"""Functions whose arguments may change places, which is then no change."""


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _with_swaps(node: ast.AST, field: str) -> Iterator[ast.AST]:
    items = getattr(node, field)
    for i in range(len(items) - 1):
        if isinstance(items[i], ast.Starred) or isinstance(items[i + 1], ast.Starred):
            continue
        new = copy.copy(node)
        changed = list(items)
        changed[i], changed[i + 1] = changed[i + 1], changed[i]
        setattr(new, field, changed)
        yield new


def dropped(node: ast.AST) -> Iterator[ast.AST]:
    """A part goes: a term, a factor, a sign, a keyword, a transposition, a wrapper, a statement."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield left
            yield right
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Attribute(value=value, attr="T" | "mT", ctx=ast.Load()):
            yield value
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse
        case ast.Call(func=func, args=args, keywords=keywords):
            for i in range(len(keywords)):
                yield ast.Call(func, args, keywords[:i] + keywords[i + 1 :])
            if isinstance(func, ast.Attribute) and len(args) == 1 and not isinstance(args[0], ast.Starred):
                yield args[0]  # jnp.abs(x) -> x, jax.vmap(f) -> f
            if isinstance(func, ast.Attribute) and func.attr in {"astype", "reshape"}:
                yield func.value
            if isinstance(func, ast.Attribute) and func.attr == "fold_in" and args:
                yield args[0]
            if isinstance(func, ast.Attribute) and func.attr == "where" and len(args) == 3:
                yield args[1]
                yield args[2]
        case ast.AugAssign():
            yield ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.If(orelse=orelse) if not orelse:
            yield ast.Pass()


def arithmetic(node: ast.AST) -> Iterator[ast.AST]:
    """Another operator: + for -, * for /, < for <=, and for or."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in _OTHER.get(type(node.op), ()):
            new = copy.copy(node)
            new.op = other()
            yield new
    elif isinstance(node, ast.BoolOp):
        for boolean in _OTHER_BOOL.get(type(node.op), ()):
            yield ast.BoolOp(boolean(), node.values)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for comparison in _OTHER_COMPARISON.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [comparison()], node.comparators)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        new_test = copy.copy(node)
        new_test.test = ast.UnaryOp(ast.Not(), node.test)
        yield new_test


_OTHER: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
}
_OTHER_BOOL: dict[type[ast.boolop], tuple[type[ast.boolop], ...]] = {ast.And: (ast.Or,), ast.Or: (ast.And,)}
_OTHER_COMPARISON: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE,),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


def constants(node: ast.AST) -> Iterator[ast.AST]:
    """Another number: one more, one less, twice; an axis or argnum one off; True for False; None for 0."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1) if value else ast.UnaryOp(ast.USub(), ast.Constant(1))
    elif isinstance(value, float):
        yield ast.Constant(2.0 * value if value else 1.0)
        if value:
            yield ast.Constant(0.0)
    elif value is None:
        yield ast.Constant(0)


def library(node: ast.AST) -> Iterator[ast.AST]:
    """Another function of the library: mean for sum, max for min, add for set; a key drawn from twice."""
    match node:
        case ast.Call(func=ast.Attribute(attr="split"), args=[key]):
            yield ast.Tuple([key, key], ast.Load())
        case ast.Call(func=ast.Attribute(attr="split"), args=[key, n]):
            stack = ast.Attribute(ast.Name("jnp", ast.Load()), "stack", ast.Load())
            yield ast.Call(stack, [ast.BinOp(ast.List([key], ast.Load()), ast.Mult(), n)], [])
        case ast.Attribute(value=value, attr=attr, ctx=ast.Load()):
            for other in _OTHER_NAME.get(attr, ()):
                yield ast.Attribute(value, other, ast.Load())


_OTHER_NAME: dict[str, tuple[str, ...]] = {
    "sum": ("mean",),
    "mean": ("sum",),
    "max": ("min",),
    "min": ("max",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "sin": ("cos",),
    "cos": ("sin",),
    "exp": ("log",),
    "log": ("exp",),
    "sqrt": ("square",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "normal": ("uniform",),
    "uniform": ("normal",),
    "set": ("add",),
    "add": ("set",),
    "pdf": ("cdf",),
    "cdf": ("pdf",),
    "float32": ("float16",),
    "float64": ("float32",),
    "int32": ("float32",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "var": ("std",),
    "std": ("var",),
}

OPERATORS: dict[str, Operator] = {
    "swapped": swapped,
    "dropped": dropped,
    "arithmetic": arithmetic,
    "constant": constants,
    "library": library,
}
"""Every kind of change, by the name that a report gives it."""
