"""Equal programs are compiled once in a process, and different ones are not confused."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import jax, jax.numpy as jnp
from jax import lax
from jax._src import compiler
from gradlab.grade import jax_modules

compiled = []
plain = compiler.backend_compile_and_load
def counting(*args, **kwargs):
    compiled.append(1)
    return plain(*args, **kwargs)
compiler.backend_compile_and_load = counting
jax_modules.share_executables(LIMIT)
jax_modules.share_executables(LIMIT)  # twice is once

def total(n, scale):
    return lax.scan(lambda c, x: (c + scale * x, None), 0.0, jnp.arange(n, dtype="float32"))[0]

total(4, 2.0), total(4, 3.0), total(5, 2.0)
before = len(compiled)
values = [float(total(4, 2.0)) for _ in range(3)]
again = len(compiled) - before
values += [float(total(5, 2.0)), float(total(4, 3.0))]
print(values, again)
"""


def run(limit: int) -> str:
    source = PROGRAM.replace("LIMIT", str(limit))
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_equal_program_is_compiled_once_and_another_is_not_taken_for_it() -> None:
    assert run(100) == "[12.0, 12.0, 12.0, 20.0, 18.0] 0"


def test_what_is_dropped_is_compiled_again() -> None:
    assert run(1) == "[12.0, 12.0, 12.0, 20.0, 18.0] 1"
