"""Programs that no jax would export, sent by a student's process through the real slot.

Each is refused in a sentence, or does no harm, and the slot goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

import lesson
import pytest

from gradlab.grade.report import Outcome
from gradlab.grade.sandbox import Limits
from gradlab.grade.settings import Settings
from gradlab.grade.slot import Slot

pytestmark = [pytest.mark.hostile, pytest.mark.slow]
SETTINGS = Settings(test_s=6.0, cell_s=6.0, grace_s=4.0, limits=Limits(cpu_s=40))
FORGE = """
from gradlab.grade import jax_modules

honest = jax_modules.lower
F = "(tensor<f32>) -> tensor<f32>"
RETURN = '"func.return"(%1) : (tensor<f32>) -> ()'

def lower(jaxpr, platform):
    text = honest(jaxpr, platform).decode()
    function = text[text.index('  "func.func"'):text.rindex("}) {mhlo")]
    before = lambda *lines: text.replace(RETURN, "\\n".join([*lines, RETURN]))
    forged = {forged}
    assert forged != text
    return forged if isinstance(forged, bytes) else forged.encode()

jax_modules.lower = lower

def double(x):
    return 2.0 * x
"""
READ, FORM, TYPES = "cannot be read", "not written as jax writes programs", "not those that were announced"
CALL = """before('%9 = "stablehlo.custom_call"(%arg0) <{call_target_name = "TARGET"CONFIG}> : ' + F)"""
FORGED: dict[str, tuple[str, str]] = {
    "host callback": (
        CALL.replace("TARGET", "xla_ffi_python_cpu_callback").replace("CONFIG", ""),
        "calls 'xla_ffi_python",
    ),
    "pointer to a callback": (
        CALL.replace("TARGET", "xla_python_cpu_callback").replace(
            "CONFIG", ', backend_config = "140737488355328"'
        ),
        "calls 'xla_python_cpu_callback'",
    ),
    "kernel with a configuration of its own": (
        CALL.replace("TARGET", "lapack_spotrf_ffi").replace("CONFIG", ', backend_config = "140737488355328"'),
        "calls 'lapack_spotrf_ffi'",
    ),
    "sharding by custom call": (CALL.replace("TARGET", "Sharding").replace("CONFIG", ""), "calls 'Sharding'"),
    "mesh": (
        """text.replace('  "func.func"', '  "sdy.mesh"() <{sym_name = "mesh"}> : () -> ()\\n  "func.func"', 1)""",
        "holds sdy.mesh",
    ),
    "array of 10^12 elements": (
        """before('%9 = "stablehlo.broadcast_in_dim"(%arg0) <{broadcast_dimensions = array<i64>}> : '
            '(tensor<f32>) -> tensor<1000000x1000000xf32>')""",
        "makes an array of shape",
    ),
    "constant of 10^9 elements": (
        """before('%9 = "stablehlo.constant"() <{value = dense<1.0> : tensor<1000000000xf32>}> '
            ': () -> tensor<1000000000xf32>')""",
        "makes an array of shape",
    ),
    "dense_resource": ("text.replace('dense<2.000000e+00>', 'dense_resource<far>')", FORM),
    "dynamic shape": ("text.replace('tensor<f32>', 'tensor<?xf32>')", READ),
    "bytecode of a version to come": ("""b"ML\\xefR\\x7fStableHLO_v99.0.0\\0" + bytes(40)""", READ),
    "text cut short": ("text[:len(text) // 2]", READ),
    "two functions of one name": ("text.replace(function, function + function)", READ),
    "no main": ("""text.replace('sym_name = "main"', 'sym_name = "other"')""", "no main function"),
    "a result more": (
        """text.replace("(tensor<f32>) -> tensor<f32>, res_attrs = [{}]",
            "(tensor<f32>) -> (tensor<f32>, tensor<f32>), res_attrs = [{}, {}]").replace(
            RETURN, '"func.return"(%1, %1) : (tensor<f32>, tensor<f32>) -> ()')""",
        TYPES,
    ),
    "no result": (
        """text.replace("(tensor<f32>) -> tensor<f32>, res_attrs = [{}]", "(tensor<f32>) -> (), res_attrs = []").replace(
            RETURN, '"func.return"() : () -> ()')""",
        TYPES,
    ),
    "a hundred thousand attributes": (
        """text.replace("}) {mhlo.num_partitions", "}) {" + "".join(f"a.b{i} = {i} : i32, " for i in range(100000))
            + "mhlo.num_partitions")""",
        "",
    ),
    "attributes of an operation": (
        """text.replace('%1 = "stablehlo.multiply"(%0, %arg0) :', '%1 = "stablehlo.multiply"(%0, %arg0) {'
            + ", ".join(f"b{i} = {i} : i32" for i in range(100000)) + "} :")""",
        "has the attribute",
    ),
    "calls in a chain of 10^4": (
        """text.replace(function, function.replace(RETURN, f'%9 = "func.call"(%arg0) <{{callee = @f0}}> : {F}\\n' + RETURN)
            + "".join(f'"func.func"() <{{function_type = {F}, sym_name = "f{i}"}}> ({{\\n^bb0(%arg0: tensor<f32>):\\n'
            f'%1 = "func.call"(%arg0) <{{callee = @f{(i + 1) % 10000}}}> : {F}\\n{RETURN}\\n}}) : () -> ()\\n'
            for i in range(10000)))""",
        "calls itself",
    ),
    "thirty thousand functions": (
        """text.replace(function, function + "".join(f'"func.func"() <{{function_type = {F}, sym_name = "f{i}"}}> ({{\\n'
            f'^bb0(%1: tensor<f32>):\\n{RETURN}\\n}}) : () -> ()\\n' for i in range(30000)))""",
        "more than 50000 operations",
    ),
}
"""Attack → the program it sends, and what the judge says of it; no words where it runs, and gives what it gives."""


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(SETTINGS) as one:
        yield one


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_program_is_refused_and_the_slot_goes_on(slot: Slot, name: str) -> None:
    forged, said = FORGED[name]
    report = slot.grade(lesson.SOURCE, lesson.submit(FORGE.replace("{forged}", forged))).report
    assert report.grader_error == ""
    mark = report.mark("double-check::test_any")
    if said:
        assert (mark.outcome, mark.earned) == (Outcome.ERROR, 0.0)
        assert said in mark.message
    assert report.mark("total-check::test_three").earned == 1.0
    assert slot.grade(lesson.SOURCE, lesson.submit()).report.earned == 7.0
