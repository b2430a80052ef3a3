"""Checks for the test cells of a JAX notebook, and `run()`, which runs the tests of a cell.

A check compares, and fails with a `CheckError` of about five lines: what, where, expected, got, and a hint.
This page is what a test cell may use; the modules behind it are private to this package. Nothing of ours is
imported here but `gradlab.check` itself.
"""

from gradlab.check._adjoint import adjoint
from gradlab.check._calls import Counted, apply, counted, raises, unchanged
from gradlab.check._close import close, same_tree
from gradlab.check._failure import CheckError
from gradlab.check._grads import grads
from gradlab.check._keys import keys
from gradlab.check._program import Program, program
from gradlab.check._progress import progress
from gradlab.check._run import run
from gradlab.check._transforms import compiles_once, jittable, vmappable

__all__ = [
    "CheckError",
    "Counted",
    "Program",
    "adjoint",
    "apply",
    "close",
    "compiles_once",
    "counted",
    "grads",
    "jittable",
    "keys",
    "program",
    "progress",
    "raises",
    "run",
    "same_tree",
    "unchanged",
    "vmappable",
]

for _name in __all__:  # people and tracebacks see the public page, not the file behind it
    globals()[_name].__module__ = __name__
del _name


def __dir__() -> list[str]:
    return __all__.copy()
