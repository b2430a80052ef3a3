"""One executable for all programs of a skeleton: the same values and types as jax's own, and fewer compilations.

In processes of their own: it changes how jax compiles for as long as a process lives.
"""

import json
import os
import subprocess
import sys

import pytest

from gradlab.grade.jax_executables import EVALUATED

PROGRAMS = '''
import sys, json
import numpy as np
import jax, jax.numpy as jnp
from jax import lax
from jax._src import compiler
from pathlib import Path
from gradlab.grade import jax_dispatch, jax_executables

compiled = []
by_jax = compiler.backend_compile_and_load
def counting(*args, **kwargs):
    compiled.append(1)
    return by_jax(*args, **kwargs)
compiler.backend_compile_and_load = counting

kind, folder = sys.argv[1:]
if kind != "jax":
    jax_dispatch.share(500, Path(folder) if folder else None, writes=kind == "writes")

def newton(a, tolerance):
    step = lambda s: ((s[0] + a / s[0]) / 2, s[1] + 1)
    return lax.while_loop(lambda s: (jnp.abs(s[0] ** 2 - a) > tolerance) & (s[1] < 40), step, (a, 0))

def orbit(r, x, n):
    return lax.scan(lambda x, _: (r * x * (1 - x), x), x, None, length=n)[1]

@jax.jit
def stepped(x):
    return 0.5 * x + jnp.array([1.0, 2.0, 3.0]) * 0.25

key = jax.random.key(3)
x = jnp.array([0.5, -1.5, 2.25])
def battery():
    yield [newton(a, t) for a, t in ((2.0, 1e-3), (9.0, 1e-3), (0.25, 1e-2), (jnp.float32(2.0), 1e-3))]
    yield [orbit(r, 0.3, 5) for r in (2.8, 3.2, 3.9)], orbit(jnp.float16(2.5), jnp.float16(0.5), 3)
    yield jax.vmap(lambda r: orbit(r, 0.3, 4))(jnp.array([2.5, 3.5]))
    yield jax.grad(lambda r: orbit(r, 0.3, 4)[-1])(3.3), jax.jacfwd(lambda a: newton(a, 1e-4)[0])(2.0)
    yield stepped(x), stepped(x + 1), stepped(np.ones(3, "float32")), stepped(2.0)
    yield jax.jit(lambda x: 2.5 * x)(1), jax.jit(lambda x: 3.5 * x)(1), jax.jit(lambda: 1.5)()
    yield [jax.jit(lambda x: (x, 2, x[0] > 0.0))(x)], lax.cond(x[0] > 0, lambda y: 2.0 * y, lambda y: -y, x)
    yield jax.random.normal(key, (3,)), jax.random.key_data(jax.random.split(key)), jax.random.uniform(key) * 0.3
    yield jnp.linspace(0, 1, 5), x.at[1].set(7.0), x[::-1], jnp.sort(x), jnp.where(x > 0, x, 0), x @ x, x.astype(int)
    matrix = jnp.outer(x, x) + 9 * jnp.eye(3)
    yield jnp.linalg.solve(matrix, x), jnp.linalg.eigh(matrix)[0], jnp.linalg.cholesky(matrix), jnp.linalg.inv(matrix)
    yield jnp.linalg.svd(matrix)[1], jnp.linalg.qr(matrix)[1], jnp.abs(jnp.fft.fft(x)), jnp.linalg.det(matrix)
    with jax.enable_x64(True):
        yield jax.jit(lambda x: 2.5 * x)(jnp.array([1.0])), orbit(jnp.array(2.8), 0.3, 3)
    with jax.disable_jit():
        yield orbit(2.8, 0.3, 3), stepped(x)
    yield jax.jit(lambda x: (jax.debug.print("{}", x), 2.0 * x)[1])(x)
    yield jax.jit(lambda x: jax.pure_callback(np.sin, x, x))(x), jax.jit(lambda x: x + 1.0, donate_argnums=0)(x + 1)
    there = jax.device_put(x, jax.devices()[0])
    yield jax.jit(lambda x: 2.0 * x)(there), lax.scan(lambda c, y: (c + y, c), 0.0, there)
    with jax.default_matmul_precision("highest"):
        yield jax.jit(lambda x: x @ x)(x)

def shown(v):
    v = jax.random.key_data(v) if jax.dtypes.issubdtype(v.dtype, jax.dtypes.prng_key) else v
    return [str(v.dtype), list(v.shape), bool(v.weak_type), bool(v.committed), np.asarray(v).astype(float).ravel().tolist()]

try:
    out = [[shown(v) for v in jax.tree.leaves(value)] for value in battery()]
    print(json.dumps({"out": out, "compiled": len(compiled)}))
except Exception:
    raise
'''  # fmt: skip


def run(kind, folder="", **variables):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAMS, kind, str(folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "JAX_PLATFORMS": "cpu", **variables},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def by_jax():
    return run("jax")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    return folder, run("writes", folder)


def same(one, other):
    assert len(one) == len(other)
    for number, (left, right) in enumerate(zip(one, other, strict=True)):
        for a, b in zip(left, right, strict=True):
            assert a[:4] == b[:4], number
            assert a[4] == pytest.approx(b[4], rel=1e-6), number


def test_values_types_and_places_are_those_of_jax(by_jax):
    shared = run("shares")
    same(shared["out"], by_jax["out"])
    assert shared["compiled"] < 0.9 * by_jax["compiled"]


def test_what_was_written_is_not_compiled_again(by_jax, written):
    folder, first = written
    same(first["out"], by_jax["out"])
    second = run("reads", folder)
    assert second["out"] == first["out"]
    assert second["compiled"] < 0.3 * first["compiled"]


def test_only_who_may_writes(tmp_path):
    run("reads", tmp_path)
    assert not list(tmp_path.iterdir())


def test_damaged_files_are_compiled_again(written, tmp_path):
    folder, first = written
    for number, file in enumerate(sorted(folder.iterdir())):
        data = file.read_bytes()
        broken = (b"", data[: len(data) // 2], b"\0" * 100, b"no pickle")[number % 4]
        (tmp_path / file.name).write_bytes(broken)
    found = run("writes", tmp_path)
    assert found["out"] == first["out"]
    assert found["compiled"] == first["compiled"]


def test_others_may_read_what_is_written(written):
    folder, _ = written
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o644}


def test_what_jax_has_kept_is_not_written(tmp_path):
    """Machine code that was read from a cache lacks functions when it is written again."""
    variables = {
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path / "jax"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
        written = run("writes", folder, **variables)
    assert list((tmp_path / "jax").iterdir())
    assert run("reads", folders[1])["out"] == written["out"]


OFTEN = """
import jax, jax.numpy as jnp
from jax import lax
from gradlab.grade import jax_dispatch, jax_executables

jax_dispatch.share(50)
asked = 0
find = jax_executables.Executables.find
def counted(self, *args, **others):
    global asked
    asked += 1
    return find(self, *args, **others)
jax_executables.Executables.find = counted
own = jax.jit(lambda x: x + 1.0)
for function, x in ((jnp.negative, jnp.ones(3)), (own, jnp.ones(3)), (jax.grad(lambda x: jnp.where(x > 0.0, x, 0.0)), 1.0)):
    asked = 0
    for _ in range(40):
        function(x)
    print(asked)
print(own._cache_size())
"""


def test_what_runs_often_is_run_without_asking():
    done = subprocess.run(
        [sys.executable, "-c", OFTEN],
        capture_output=True,
        text=True,
        env={**os.environ, "JAX_PLATFORMS": "cpu"},
    )
    evaluated, own, derivative, size = map(int, done.stdout.split())
    assert (evaluated, own, size) == (EVALUATED + 1, 1, 1), done.stderr
    assert derivative < 40
