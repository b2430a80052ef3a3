"""The judge as the students' compiler: what it compiles, what it leaves to them, and that nobody gains by it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jax
import jax.numpy as jnp
import lesson
import numpy as np
import pytest
from jax._src.interpreters import mlir
from jax._src.lib import _jax

from gradlab.grade import inspection, jax_compilation, jax_modules, orders
from gradlab.grade.compiler import PREFIX, Compiler
from gradlab.grade.remote_session import Session
from gradlab.grade.report import Outcome
from gradlab.grade.sandbox import Limits
from gradlab.grade.settings import Settings
from gradlab.grade.sitting import Sitting
from gradlab.grade.slot import Slot


def text_of(function: object, *args: object) -> bytes:
    lowered = jax.jit(function).lower(*args)  # type: ignore[arg-type]
    return jax_modules.text_of(lowered.compiler_ir("stablehlo"))


def run(code: bytes, *args: object, results: int = 1) -> list[np.ndarray]:
    """Load machine code as a student's process does, and run it."""
    backend = jax.devices()[0].client
    options = jax_compilation.usual_options(len(args), results)
    loaded = backend.deserialize_executable(code, _jax.DeviceList(tuple(jax.devices()[:1])), options)
    given = [jax.device_put(x, jax.devices()[0]) for x in args]
    out = loaded.execute_sharded(given).disassemble_into_single_device_arrays()
    return [np.asarray(x[0]) for x in out]


@pytest.fixture
def inspected(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    seen: list[bytes] = []
    accept = inspection.accept

    def counting(data: bytes, platform: str) -> object:
        seen.append(data)
        return accept(data, platform)

    monkeypatch.setattr(inspection, "accept", counting)
    return seen


def test_a_program_is_compiled_once_and_runs(inspected: list[bytes]) -> None:
    text = text_of(lambda x, y: (x @ y, jnp.sort(x)), jnp.ones(3), jnp.ones(3))
    compiler = Compiler()
    code = compiler.compiled(text)
    assert code is not None
    dot, ordered = run(code, jnp.array([3.0, 1.0, 2.0]), jnp.arange(3.0), results=2)
    assert float(dot) == 5.0 and ordered.tolist() == [1.0, 2.0, 3.0]
    assert compiler.compiled(text) == code
    assert len(inspected) == 1


def test_two_programs_are_not_taken_for_each_other() -> None:
    compiler = Compiler()
    for factor in (2.0, 3.0):
        code = compiler.compiled(text_of(lambda x, factor=factor: factor * x, jnp.ones(2)))
        assert code is not None
        assert run(code, jnp.array([1.0, 2.0]))[0].tolist() == [factor, 2 * factor]


def test_judges_share_a_folder(tmp_path: Path, inspected: list[bytes]) -> None:
    text = text_of(jnp.sin, jnp.ones(3))
    code = Compiler(tmp_path).compiled(text)
    assert [path.name.startswith(PREFIX) for path in tmp_path.iterdir()] == [True]
    assert Compiler(tmp_path).compiled(text) == code is not None
    assert len(inspected) == 1


def test_lapack_is_prepared() -> None:
    code = Compiler().compiled(text_of(jnp.linalg.cholesky, jnp.eye(2)))
    assert code is not None
    assert run(code, 4 * jnp.eye(2))[0].tolist() == [[2.0, 0.0], [0.0, 2.0]]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"junk",
        b'"builtin.module"() ({ }) : () -> ()',
        b"\xff" * 100,
        b"(" * 10_000,
        b" " * (jax_compilation.MODULE_BYTES + 1),
    ],
    ids=["empty", "junk", "no main", "no text", "nested", "long"],
)
def test_what_is_no_program_is_left_to_the_student(text: bytes, inspected: list[bytes]) -> None:
    compiler = Compiler()
    assert compiler.compiled(text) is None
    assert compiler.compiled(text) is None
    assert len(inspected) <= 1


def test_a_program_that_calls_back_is_left_to_the_student() -> None:
    text = text_of(lambda x: jax.pure_callback(np.sin, x, x), jnp.ones(3))
    assert Compiler().compiled(text) is None


def test_attributes_that_speak_to_the_compiler_are_dropped() -> None:
    text = text_of(jnp.sin, jnp.ones(3))
    more = text.replace(
        b"}) {mhlo", b'}) {mhlo.frontend_attributes = {a = "b"}, mhlo.is_dynamic = true, mhlo'
    )
    assert more != text
    code = Compiler().compiled(more)
    assert code is not None and run(code, jnp.zeros(3))[0].tolist() == [0.0] * 3
    with mlir.make_ir_context():
        module = jax_modules.parse_module(more.decode())
        jax_compilation.compiled(module)
        assert set(jax_modules.names_in(module.operation.attributes)) == {
            "mhlo.num_partitions",
            "mhlo.num_replicas",
            "sym_name",
        }


def test_a_student_is_given_so_much_code_and_no_more() -> None:
    class Fat(Compiler):
        def compiled(self, text: bytes) -> bytes | None:
            return bytes(20 << 20)

    ours, theirs = socket.socketpair()
    with ours, theirs:
        session = Session(ours, None, Fat())
        assert [session._compiled(b"") is None for _ in range(4)] == [False, False, True, True]
        assert session.spent["shared compile"] >= 0.0


# ---------------------------------------------------------------------------------------- the student's process

ASKING = """
import warnings
import numpy as np
import jax, jax.numpy as jnp
from jax._src import compiler
from gradlab.grade import jax_compilation, jax_dispatch

here = []
by_jax = compiler.backend_compile_and_load
def counting(*args):
    here.append(args[1])
    return by_jax(*args)
compiler.backend_compile_and_load = counting
asked = []
def ask(text):
    asked.append(text)
    patched, compiler.backend_compile_and_load = compiler.backend_compile_and_load, by_jax
    try:
        return ANSWER
    finally:
        compiler.backend_compile_and_load = patched
jax_compilation.ask_elsewhere(ask)
jax_dispatch.share(100)

def tell(what, value):
    print(what, np.asarray(value).tolist(), len(asked), len(here))
    asked.clear(), here.clear()

x = jnp.arange(3, dtype="float32")
asked.clear(), here.clear()
tell("sine", jax.jit(jnp.sin)(x * 0))
key, y = jax.random.key(0), x + 1
asked.clear(), here.clear()
tell("random", jax.jit(lambda k: jax.random.uniform(k, (2,)) < 2)(key))
tell("donated", jax.jit(lambda x: jnp.cos(x) * 0 + x, donate_argnums=0)(y))
tell("deleted", y.is_deleted())
tell("callback", jax.jit(lambda x: jax.pure_callback(np.negative, x, x))(x))
tell("options", jax.jit(jnp.tan, compiler_options={"xla_cpu_enable_fast_math": True})(x * 0))
"""


def lines(answer: str) -> list[str]:
    source = ASKING.replace("ANSWER", answer)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("answer", ["None", "b'junk'", "b''"])
def test_what_the_judge_has_not_or_garbles_is_compiled_here(answer: str) -> None:
    assert lines(answer) == [
        "sine [0.0, 0.0, 0.0] 1 1",
        "random [True, True] 1 1",
        "donated [1.0, 2.0, 3.0] 0 1",
        "deleted True 0 0",
        "callback [-0.0, -1.0, -2.0] 0 1",
        "options [0.0, 0.0, 0.0] 0 1",
    ]


def test_what_a_student_asks_for_is_what_the_judge_accepts() -> None:
    found = lines('__import__("gradlab.grade.compiler").grade.compiler.Compiler().compiled(text)')
    assert found[:2] == ["sine [0.0, 0.0, 0.0] 1 0", "random [True, True] 1 0"]


# --------------------------------------------------------------------------------------------- a real slot

SETTINGS = Settings(test_s=6.0, cell_s=6.0, grace_s=4.0, limits=Limits(cpu_s=40))
PROGRAM = """
def double(x):
    return lax.fori_loop(0, 3, lambda i, y: jnp.maximum(y, -{number}.0), 2.0 * x)
"""


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(SETTINGS) as one:
        yield one


def test_the_second_student_of_a_program_does_not_compile_it(slot: Slot) -> None:
    first, second = (slot.grade(lesson.SOURCE, lesson.submit(PROGRAM.format(number=n))) for n in (1e5, 2e5))
    assert first.timing.phases["shared compile"] > 0.01 > second.timing.phases["shared compile"]
    assert first.report.cells == second.report.cells


def test_a_judge_lost_while_a_cell_runs_is_replaced_and_students_compile_for_themselves(
    slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    hear = Sitting._hear

    def hearing(self: Sitting, channel: orders.Channel, message: object) -> None:
        if isinstance(message, orders.Running) and not told:
            told.append(self._task.compiles)
            assert slot._judge is not None
            slot._judge.kill()
            slot._judge.wait()
        hear(self, channel, message)
        if isinstance(message, orders.Done):
            told.append(self._task.compiles)

    monkeypatch.setattr(Sitting, "_hear", hearing)
    report = slot.grade(lesson.SOURCE, lesson.submit()).report
    assert (report.earned, report.grader_error) == (7.0, "")
    assert told == [True, False]


HOSTILE = {
    "junk": "ask(b'junk')",
    "no text": "ask(b'\\xff' * 1000)",
    "long": "ask(b' ' * (100 << 20))",
    "a thousand": "[ask(b'%d' % i) for i in range(1000)]",
    "another's program": "ask(b'\"builtin.module\"() ({}) : () -> ()')",
}


@pytest.mark.hostile
@pytest.mark.parametrize("name", HOSTILE)
def test_a_student_who_speaks_to_the_compiler_gains_nothing(slot: Slot, name: str) -> None:
    asking = f"""
import gc
from gradlab.grade.student import Session
ask = next(x for x in gc.get_objects() if type(x) is Session)._compiled
try:
    print({HOSTILE[name]})
except Exception as error:
    print(error)
"""
    report = slot.grade(lesson.SOURCE, lesson.submit(asking)).report
    assert (report.earned, report.grader_error) == (3.0, "")
    assert slot.grade(lesson.SOURCE, lesson.submit()).report.earned == 7.0


@pytest.mark.hostile
@pytest.mark.parametrize(
    "send", ["messages.Compile(7, b'x')", "messages.Compile(-1, b'x')"], ids=["unasked", "of no request"]
)
def test_a_question_out_of_turn_ends_the_student(slot: Slot, send: str) -> None:
    asking = f"""
import gc
from gradlab.grade.student import Session
from gradlab.grade import wire_messages as messages
session = next(x for x in gc.get_objects() if type(x) is Session)
session._channel.send({send})
"""
    report = slot.grade(lesson.SOURCE, lesson.submit(asking)).report
    assert report.grader_error == "" and report.earned <= 3.0
    assert slot.grade(lesson.SOURCE, lesson.submit()).report.earned == 7.0


WAITING = """
import threading
answers = []
def work():
    answers.append(float(jax.jit(lambda x: jnp.sin(x) + 1)(0.0)))
thread = threading.Thread(target=work)
thread.start()
thread.join()
class Late:
    def __del__(self):
        answers.append(float(jax.jit(lambda x: jnp.cos(x) + 1)(0.0)))
late = Late()
del late
assert answers == [1.0, 2.0], answers
"""


def test_threads_and_finalizers_of_a_student_compile_too(slot: Slot) -> None:
    graded = slot.grade(lesson.SOURCE, lesson.submit(lesson.DOUBLE + WAITING))
    assert graded.report.earned == 7.0, graded.transcript.by_cell()["double"]


ENDLESS = """
def double(x):
    return lax.while_loop(lambda s: s < jnp.inf, lambda s: s * 1.0, 2.0 * x)
"""


@pytest.mark.hostile
def test_a_program_without_end_runs_in_the_student_s_process_alone(slot: Slot) -> None:
    report = slot.grade(lesson.SOURCE, lesson.submit(ENDLESS)).report
    assert report.mark("double-check::test_two").outcome is Outcome.TIMEOUT
    assert report.mark("total-check::test_three").earned == 1.0
    assert slot.grade(lesson.SOURCE, lesson.submit()).report.earned == 7.0
