"""Lint rules on code cells: Python, imports, aliases, names, keys, no way out. Imported by `lint` alone."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator

from gradlab.course.finding import Draft, Finding
from gradlab.course.names import bound, outside_functions, parsed, read
from gradlab.notebook import Role

ALIASES = {"jax.numpy": "jnp", "numpy": "np"}
"""One name for each, everywhere: the commonest error of beginners is to take one for the other."""

_NETWORK = re.compile(
    r"https?://|ftp://|\b(urllib|requests|httpx|aiohttp|ftplib|socket|urlopen|urlretrieve)\b"
)
_ABSOLUTE = re.compile(
    r"(?<![\w.:/])/(home|Users|root|tmp|etc|usr|var|mnt|opt|srv|work|workspace|content|kaggle)\b"
    r"|(?<![\w/])~/|\b[A-Za-z]:\\|file://"
)
_EMBEDDED = re.compile(r"data:\w+/|;base64,")
_CLOCK = re.compile(r"\btime\.\w+\(|\bperf_counter\b|\btimeit\b")


def code_is_python(draft: Draft) -> Iterator[Finding]:
    """Rules `shell` and `syntax`."""
    for cell in draft.code:
        escapes = [line for line in cell.source.split("\n") if re.match(r"\s*[!%]", line)]
        broken = cell.id not in draft.trees
        if (broken and escapes) or re.search(r"\bget_ipython\b|\bos\.system\b|\bsubprocess\b", cell.source):
            yield draft.found(
                "shell", cell, "the cell leaves Python (a magic or the shell)", "write it in plain Python"
            )
        elif broken:
            yield draft.found(
                "syntax", cell, "the cell is not Python", "mend it: each cell must parse by itself"
            )


def one_cell_imports(draft: Draft) -> Iterator[Finding]:
    """Rule `imports`."""
    for name, tree in draft.trees.items():
        if name == "imports":
            for needed in ("check", "pytest"):
                if needed not in bound(tree):
                    yield draft.found(
                        "imports", name, f"{needed} is not imported", "test cells need check and pytest"
                    )
        elif any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree)):
            yield draft.found("imports", name, "the cell imports", "import in the cell `imports` only")


def aliases_are_kept(draft: Draft) -> Iterator[Finding]:
    """Rule `aliases`."""
    for name, tree in draft.trees.items():
        for module, alias in _aliases(tree):
            wanted = ALIASES.get(module)
            if (wanted and alias != wanted) or (not wanted and alias in ALIASES.values()):
                fix = (
                    f"write `import {module} as {wanted}`"
                    if wanted
                    else f"keep {alias} for what everybody expects"
                )
                yield draft.found("aliases", name, f"{module} is called {alias}", fix)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield every name given to a module or value by an import or an assignment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                # Plain `import jax.numpy` binds jax; plain `import numpy` binds numpy.
                if alias.asname or "." not in alias.name:
                    yield alias.name, alias.asname or alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", alias.asname or alias.name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    value = ast.unparse(node.value)
                    yield {"jnp": "jax.numpy", "np": "numpy"}.get(value, value), target.id


def nothing_leads_outside(draft: Draft) -> Iterator[Finding]:
    """Rules `network`, `paths`, `images` and `clock`."""
    for cell in draft.notebook.cells:
        code = cell.kind == "code"
        if code and (match := _NETWORK.search(cell.source)):
            yield draft.found(
                "network", cell, f"the code has {match.group()}", "make the data in the notebook"
            )
        if match := _ABSOLUTE.search(cell.source):
            yield draft.found(
                "paths",
                cell,
                f"there is an absolute path ({match.group()}…)",
                "use none: make the data in the notebook",
            )
        if _EMBEDDED.search(cell.source):
            yield draft.found(
                "images", cell, "a picture is embedded as text", "compute it in a cell, or describe it"
            )
        if cell.role is Role.TEST and _CLOCK.search(cell.source):
            yield draft.found(
                "clock", cell, "the test measures time", "grade the program (check.program), never the clock"
            )


def keys_are_not_advanced(draft: Draft) -> Iterator[Finding]:
    """Rule `keys`: a cell that is run twice must do the same twice, so no cell advances another's key."""
    for name, tree in draft.trees.items():
        fresh: set[str] = set()
        for node in outside_functions(tree):
            if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            stored = {
                inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)
            }
            calls = [inner for inner in ast.walk(node.value) if isinstance(inner, ast.Call)]
            if any(re.search(r"\brandom\.(key|PRNGKey)$", ast.unparse(call.func)) for call in calls):
                fresh |= stored
            for call in calls:
                used = {arg.id for arg in call.args if isinstance(arg, ast.Name)}
                if re.search(r"\b(split|fold_in)$", ast.unparse(call.func)) and (used & stored) - fresh:
                    key = ", ".join(sorted((used & stored) - fresh))
                    yield draft.found(
                        "keys",
                        name,
                        f"the cell advances the global {key}",
                        "start the cell from key = jax.random.key(0)",
                    )


def names_are_known(draft: Draft) -> Iterator[Finding]:
    """Rules `given` and `names`: what is locked rests on what is locked, and tests on that and the answers."""
    given: set[str] = set()
    answers = draft.student_names
    for cell in draft.code:
        tree = draft.trees.get(cell.id)
        if tree is None or cell.role not in (Role.GIVEN, Role.TEST):
            continue
        free = _free_names(cell.source)
        if cell.role is Role.GIVEN:
            for name in sorted((free | bound(tree)) & answers):
                yield draft.found(
                    "given",
                    cell,
                    f"a given cell uses {name}, which the student defines",
                    "rename it, or give it too",
                )
            unknown = free - given - answers
            given |= bound(tree)
        else:
            unknown = free - given - answers
        for name in sorted(unknown):
            fix = "define it in a given cell above: the student may change every other cell"
            yield draft.found("names", cell, f"{name} is neither given nor an answer", fix)


def _free_names(source: str) -> frozenset[str]:
    """Name what code needs from outside: read somewhere in it, not bound at its top level, not built in."""
    table = symtable.symtable(source, "cell", "exec")
    bound_here = {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    }
    return read(source) - bound_here - set(dir(builtins)) - {"__name__"}


def definitions_are_annotated(source: str) -> Iterator[tuple[str, str]]:
    """Yield what is missing at each top-level function of code: its name, and an annotation or the docstring."""
    tree = parsed(source)
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not ast.get_docstring(
            node
        ):
            yield node.name, "a docstring"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [
                *node.args.posonlyargs,
                *node.args.args,
                *node.args.kwonlyargs,
                node.args.vararg,
                node.args.kwarg,
            ]
            for argument in arguments:
                if argument is not None and argument.annotation is None:
                    yield node.name, f"an annotation of {argument.arg}"
            if node.returns is None:
                yield node.name, "an annotation of what it returns"


RULES = (
    code_is_python,
    one_cell_imports,
    aliases_are_kept,
    nothing_leads_outside,
    keys_are_not_advanced,
    names_are_known,
)
