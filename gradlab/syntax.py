"""Python's parser, for one thread at a time: `notebook`, `testcell` and `grade` read submissions in several.

CPython 3.11 counts the depth of the tree that it builds for all threads together: where two parse at once, one can end with
"AST constructor recursion depth mismatch" (python/cpython#106905). It was seen once in some thousand submissions, two at a time.
"""

from __future__ import annotations

import ast
import threading

_turn = threading.Lock()


def parse(source: str) -> ast.Module:
    """Parse a module, as `ast.parse` does.

    Raises:
        SyntaxError: it is no Python.
        ValueError: it holds a null character.
    """
    with _turn:
        return ast.parse(source)
