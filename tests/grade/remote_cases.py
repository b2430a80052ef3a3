"""Families of cases: the student's source, and a test cell whose every expression is a value to compare.

Each expression is evaluated twice, on the real functions in one process and on the stand-ins in the judge: value, dtype,
weak type, structure and exception class must agree. `remote_cases_runner` does it, `test_remote_cases` asserts it.
"""

from __future__ import annotations

import importlib
from typing import NamedTuple

PRELUDE = """
import jax, jax.numpy as jnp, numpy as np, dataclasses, collections, functools, inspect, math
from jax import lax
from functools import partial
from typing import NamedTuple
from jax.test_util import check_grads
"""
"""What both sides have imported."""


class Case(NamedTuple):
    """One family."""

    name: str
    student: str
    test: str


FILES = (
    "calls",
    "values",
    "classes",
    "objects",
    "python",
    "errors",
    "loops",
    "derivatives",
    "batching",
    "compilation",
    "callbacks",
    "functions",
    "library",
    "models",
)


def all_cases() -> list[Case]:
    """Return the cases of all files."""
    return [case for name in FILES for case in importlib.import_module(f"remote_cases_{name}").CASES]


ON_PURPOSE = "on purpose: "
DIVERGENCES: dict[str, tuple[tuple[int, ...], str]] = {
    "make_jaxpr_structure": (
        (0, 1, 2, 3, 4),
        ON_PURPOSE + "one equation would stand for all of the student's code; check.program looks into it",
    ),
    "pure_callback": ((2, 4), ON_PURPOSE + "a checked program may not call back into Python"),
    "eq_cheat": ((0, 1, 2, 3), ON_PURPOSE + "an object that equals everything gains nothing"),
    "shadow_builtins": ((0, 1), ON_PURPOSE + "a student's `abs` is not the one a test compares with"),
    "subclass_student_class": (
        (0,),
        ON_PURPOSE + "the class is not here; check.apply runs a function over there",
    ),
    "getsource": ((0, 1), ON_PURPOSE + "the code is not here; look at the program, or at the cell's text"),
    "refs": ((1, 3, 4), ON_PURPOSE + "a mutable array cannot be shared between two processes"),
    "global_rebinding_counter": (
        (0, 1),
        ON_PURPOSE + "a rebound global would not come back: the error says to count with check.counted",
    ),
    "monkeypatched_jax": ((0, 1), "a patch of jax in the test is not seen by the student: test behaviour"),
    "side_effect_counts": (
        (12, 16, 17, 18),
        "under linearize and jit the student's Python code runs once or twice more than in one process",
    ),
    "compile_counts": ((1, 2, 3), "what the student's own jit compiles is compiled over there"),
    "program_cache_and_globals": (
        (7, 9),
        "a counter of the student's own: its code ran once less, or once more, than in one process",
    ),
    "custom_vjp": ((19,), "a Python float from a backward rule comes back as a weakly typed array"),
    "loops_grads": ((11,), "the printed form of a vjp function's residuals"),
    "checkify": ((13,), "the number of an error is counted per process"),
    "donate": ((5,), "a donated array is deleted: RuntimeError, where XLA itself says ValueError"),
    "wraps_and_wrappers": ((5,), "a function wrapped by lru_cache cannot be pickled"),
    "leak_check": ((0,), "jax 0.10 loses the message of its own leak check in the student's process"),
}
"""Case: the values that may differ, and why."""
