"""What the judge accepts of an exported program, and what it refuses before anything runs."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy as jsp
import numpy as np
import pytest
from jax import lax

from gradlab.grade import inspection, jax_modules
from gradlab.grade.inspection import Refused
from gradlab.grade.jax_internals import ir, mlir

SQUARE = np.ones((3, 3), "float32")
VECTOR = np.ones(3, "float32")
KEY = jax.random.key(0)


def program(function: Callable[..., Any], *args: Any, platform: str = "cpu") -> bytes:
    """Export a function as a student's process does."""
    traced = jax.jit(function, keep_unused=True).trace(*args)
    try:
        return jax_modules.lower(traced.jaxpr, platform)
    except NotImplementedError:
        exported = jax.export.export(jax.jit(function, keep_unused=True), platforms=[platform])(*args)
        return jax_modules.text_of_artifact(exported.mlir_module_serialized)


def accept(data: bytes, platform: str = "cpu") -> str:
    """Inspect bytes; return the module as text."""
    with mlir.make_ir_context():
        return str(inspection.accept(data, platform))


def inspect(text: str, platform: str = "cpu") -> None:
    """Inspect a module written by hand."""
    with mlir.make_ir_context():
        inspection.inspect(ir.Module.parse(text), platform)


def main(body: str, arguments: str = "", results: str = "", extra: str = "") -> str:
    """Write a module with a main function."""
    return f"module {{ func.func public @main({arguments}) {results} {{ {body} }} {extra} }}"


# ------------------------------------------------------------------------------------------------------- accepted

PROGRAMS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "arithmetic": (lambda x: jnp.tanh(x) * 2 + x @ x, (VECTOR,)),
    "scan": (lambda x: lax.scan(lambda c, y: (c + y, c), 0.0, x), (VECTOR,)),
    "while": (lambda x: lax.while_loop(lambda c: c < 9, lambda c: c * 2, x), (np.float32(1),)),
    "cond": (lambda x: lax.cond(x[0] > 0, jnp.sin, jnp.cos, x), (VECTOR,)),
    "random": (lambda k: (jax.random.normal(k, (3,)), jax.random.split(k)), (KEY,)),
    "rbg": (lambda: jax.random.normal(jax.random.key(0, impl="rbg"), (2,)), ()),
    "sort": (lambda x: (jnp.sort(x), jnp.argsort(x), jnp.median(x), lax.top_k(x, 2)), (VECTOR,)),
    "special": (lambda x: (jsp.special.erf(x), lax.lgamma(x), jnp.sinh(x), jnp.arcsin(x)), (VECTOR,)),
    "fft": (jnp.fft.fft, (VECTOR,)),
    "convolution": (lambda x: jnp.convolve(x, x), (VECTOR,)),
    "gather and scatter": (lambda x: x.at[jnp.array([0, 1])].add(x[jnp.array([1, 0])]), (VECTOR,)),
    "interpolation": (lambda x: jnp.interp(x, x, x), (VECTOR,)),
    "gradient of a checkpoint": (
        jax.grad(lambda x: jax.checkpoint(lambda y: jnp.sin(y).sum())(x)),
        (VECTOR,),
    ),
    "donation": (lambda x: jax.jit(lambda y: y * 2, donate_argnums=0)(x), (VECTOR,)),
    "printing": (lambda x: (jax.debug.print("{}", x), x)[1], (VECTOR,)),
    "a constant": (lambda x: x + np.arange(3.0, dtype="float32"), (VECTOR,)),
}
KERNELS: dict[str, Callable[[Any, Any], Any]] = {
    "cholesky": lambda a, b: jnp.linalg.cholesky(a),
    "solve": jnp.linalg.solve,
    "inverse": lambda a, b: jnp.linalg.inv(a),
    "determinant": lambda a, b: jnp.linalg.slogdet(a),
    "triangular": lambda a, b: jsp.linalg.solve_triangular(a, b, trans=1),
    "qr": lambda a, b: (jnp.linalg.qr(a), jnp.linalg.qr(a[:2]), jnp.linalg.qr(a[:, :2], mode="complete")),
    "svd": lambda a, b: (
        jnp.linalg.svd(a),
        jnp.linalg.svd(a[:2], full_matrices=False),
        jnp.linalg.svdvals(a),
    ),
    "eigh": lambda a, b: (jnp.linalg.eigh(a), jnp.linalg.eigvalsh(a)),
    "tridiagonal": lambda a, b: lax.linalg.tridiagonal_solve(b, b, b, a),
    "batched cholesky": lambda a, b: jax.vmap(jnp.linalg.cholesky)(jnp.stack([a, a])),
    "gradient of a solve": lambda a, b: jax.grad(lambda a: jnp.linalg.solve(a, b).real.sum())(a),
}
CPU_KERNELS: dict[str, Callable[[Any, Any], Any]] = {
    "eig": lambda a, b: jnp.linalg.eig(a),
    "schur": lambda a, b: jsp.linalg.schur(a),
    "hessenberg": lambda a, b: lax.linalg.hessenberg(a),
    "tridiagonal form": lambda a, b: lax.linalg.tridiagonal(a),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_jax_emits_for_array_code_is_accepted(name: str) -> None:
    function, args = PROGRAMS[name]
    assert "@main" in accept(program(function, *args))


@pytest.mark.parametrize("dtype", ["float32", "complex64"])
@pytest.mark.parametrize("name", [*KERNELS, *CPU_KERNELS])
def test_lapack_calls_as_jax_emits_them_are_accepted(name: str, dtype: str) -> None:
    data = program((KERNELS | CPU_KERNELS)[name], SQUARE.astype(dtype), VECTOR.astype(dtype))
    assert "@lapack_" in accept(data)
    with pytest.raises(Refused, match="is not accepted"):
        accept(data, "cuda")


@pytest.mark.parametrize("name", [name for name in KERNELS if name != "triangular"])  # no kernel on a GPU
def test_cusolver_calls_as_jax_emits_them_are_accepted_for_cuda(name: str) -> None:
    data = program(KERNELS[name], SQUARE, VECTOR, platform="cuda")
    assert "@main" in accept(data, "cuda")


def test_accepting_a_lapack_call_loads_lapack() -> None:
    """LAPACK is loaded on acceptance: without it the first call would end this process."""
    accept(program(KERNELS["cholesky"], SQUARE, VECTOR))
    assert jax_modules._prepared


def test_donations_and_names_are_taken_off() -> None:
    text = accept(program(PROGRAMS["donation"][0], VECTOR))
    for word in ("result_info", "aliasing", "donor"):
        assert word not in text


# -------------------------------------------------------------------------------------------------------- refused


def test_noise_is_no_program() -> None:
    for data in (b"noise", b"\xff", b"\0", b'"builtin.module"() ({', bytes(100)):
        with pytest.raises(Refused, match="cannot be read"):
            accept(data)


@pytest.mark.parametrize(
    "text",
    [
        main("return"),
        '#alias = dense<1.0> : tensor<f32>\n"builtin.module"() ({ }) : () -> ()',
        '"builtin.module"() ({ }) {a = dense_resource<b> : tensor<f32>} : () -> ()',
        '"builtin.module"() ({ }) : () -> ()\n{-# dialect_resources: { builtin: { b: "0x04" } } #-}',
    ],
)
def test_only_the_generic_form_is_parsed(text: str) -> None:
    with pytest.raises(Refused, match="not written as jax writes programs"):
        accept(text.encode())


def test_operations_beyond_the_list_are_not_even_parsed() -> None:
    with pytest.raises(Refused, match=r"holds llvm\.inline_asm"):
        accept(b'"builtin.module"() ({ "llvm.inline_asm"() : () -> () }) : () -> ()')


def test_brackets_beyond_measure_are_not_parsed() -> None:
    """The parser is recursive; a hundred thousand brackets would end the judge."""
    for opening in "([{<":
        with pytest.raises(Refused, match="nested too deep"):
            accept(b'"builtin.module"() ' + opening.encode() * 100_000)


def test_damaged_programs_are_refused_or_read() -> None:
    """Cut, doubled and changed at random: nothing but a refusal comes of it."""
    rng = random.Random(5)
    seeds = [program(function, *args) for function, args in PROGRAMS.values()]
    read = 0
    for _ in range(1500):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.choice([1, 1, 2])):
            at, other = rng.randrange(len(data)), rng.randrange(len(data))
            if rng.random() < 0.5:
                data[at] = rng.choice(b'0123456789()[]{}<>"%,:=#!abcxft-. \n')
            else:
                data[at : at + rng.randint(0, 20)] = data[other : other + rng.randint(1, 40)]
        try:
            accept(bytes(data))
            read += 1
        except Refused:
            continue
    assert read > 10


def test_a_callback_is_refused() -> None:
    call = "%0 = stablehlo.custom_call @xla_python_cpu_callback(%a) : (tensor<f32>) -> tensor<f32> return %0 : tensor<f32>"
    with pytest.raises(Refused, match=r"calls 'xla_python_cpu_callback'.*without callbacks into Python"):
        inspect(main(call, "%a: tensor<f32>", "-> tensor<f32>"))


LAPACK = (
    "%0:2 = stablehlo.custom_call @{target}(%a) {{mhlo.backend_config = {{{config}}}{more}}} : "
    "(tensor<{shape}x{kind}>) -> (tensor<{out}x{kind}>, tensor<{info}i32>) return %0#0 : tensor<{out}x{kind}>"
)
POTRF = {
    "target": "lapack_spotrf_ffi", "config": "uplo = 76 : ui8", "more": "", "shape": "4x4", "out": "4x4", "kind": "f32",
    "info": "",
}  # fmt: skip


def lapack(**changes: str) -> str:
    fields = POTRF | changes
    call = LAPACK.format(**fields)
    return main(
        call,
        f"%a: tensor<{fields['shape']}x{fields['kind']}>",
        f"-> tensor<{fields['out']}x{fields['kind']}>",
    )


def test_the_lapack_call_below_is_accepted_as_it_stands() -> None:
    inspect(lapack())
    inspect(lapack(shape="2x4x4", out="2x4x4", info="2x"))


@pytest.mark.parametrize(
    "changes",
    [
        {"out": "2x2"},
        {"shape": "512x512"},
        {"shape": "4x3", "out": "4x3"},
        {"shape": "2x4x4", "out": "2x4x4", "info": ""},
        {"kind": "f64"},
        {"config": "uplo = 65 : ui8"},
        {"config": ""},
        {"config": "uplo = 76 : ui8, more = 1 : ui8"},
        {"target": "lapack_sgees_ffi", "config": "mode = 86 : ui8, sort = 83 : ui8"},
        {"target": "lapack_sunknown_ffi"},
        {"target": "lapack_spotrf"},
        {"more": ", has_side_effect = true"},
        {"more": ', mhlo.frontend_attributes = {_xla_compute_type = "host"}'},
        {"more": ', mhlo.sharding = "{replicated}"'},
        {"more": ', backend_config = "opaque"'},
    ],
    ids=str,
)
def test_a_lapack_call_with_other_shapes_or_flags_is_refused(changes: dict[str, str]) -> None:
    """The kernels check nothing: these write beyond their buffers or call a null pointer."""
    with pytest.raises(Refused, match="is not accepted"):
        inspect(lapack(**changes))


def test_hessenberg_reduction_of_rows_that_are_not_there_is_refused() -> None:
    call = (
        "%0:3 = stablehlo.custom_call @lapack_sgehrd_ffi(%a) {mhlo.backend_config = {high = 400 : i32, low = 1 : i32}} : "
        "(tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<3xf32>, tensor<i32>) return"
    )
    with pytest.raises(Refused):
        inspect(main(call, "%a: tensor<4x4xf32>"))
    inspect(main(call.replace("400", "4"), "%a: tensor<4x4xf32>"))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("%t = stablehlo.create_token : !stablehlo.token return", "stablehlo.create_token"),
        ("%t = stablehlo.after_all : !stablehlo.token return", "stablehlo.after_all"),
        ("%0 = stablehlo.partition_id : tensor<ui32> return", "stablehlo.partition_id"),
        (
            '%c = stablehlo.constant dense<1.0> : tensor<f32> %0 = "stablehlo.all_gather"(%d) {all_gather_dim = 0 : i64, '
            "replica_groups = dense<0> : tensor<1x1xi64>} : (tensor<1xf32>) -> tensor<1xf32> return",
            "stablehlo.all_gather",
        ),
        (
            '%c = stablehlo.constant dense<1> : tensor<2xi64> "mhlo.trace"(%c) {tag = "x"} : (tensor<2xi64>) -> () return',
            "",
        ),
        ("%c = arith.constant 1 : i32 return", "arith.constant"),
        ("cf.br ^a ^a: return", "cf.br"),
    ],
)
def test_operations_beyond_the_list_are_refused(body: str, what: str) -> None:
    try:
        text = main(body, "%d: tensor<1xf32>")
        with mlir.make_ir_context():
            ir.Module.parse(text)
    except Exception:
        if not what or "trace" in body:
            return  # this jaxlib does not even know it
        raise
    with pytest.raises(Refused):
        inspect(text)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("tensor<?xf32>", "a value of type"),
        ("tensor<*xf32>", "a value of type"),
        ("tuple<tensor<f32>>", "a value of type"),
        ("tensor<100000x100000xf32>", "an array of shape"),
        ("tensor<3xindex>", "a value of type"),
    ],
)
def test_types_beyond_the_list_are_refused(kind: str, what: str) -> None:
    with pytest.raises(Refused, match=what):
        inspect(main("return", f"%a: {kind}"))


def test_a_huge_intermediate_is_refused() -> None:
    body = "%0 = stablehlo.iota dim = 0 : tensor<200000000xf32> return"
    with pytest.raises(Refused, match=r"makes an array of shape \(200000000,\)"):
        inspect(main(body))


def test_a_module_of_declarations_or_other_symbols_is_refused() -> None:
    with pytest.raises(Refused, match="no main function"):
        inspect("module { func.func @f() { return } }")
    with pytest.raises(Refused, match="does not define"):
        inspect(main("return", extra="func.func private @f(tensor<f32>)"))
    with pytest.raises(Refused, match=r"holds builtin\.module"):
        inspect(main("return", extra="module @inner { }"))


@pytest.mark.parametrize(
    "attribute", ['mhlo.sharding = "{replicated}"', 'mhlo.frontend_attributes = {a = "b"}']
)
def test_words_to_the_compiler_are_refused(attribute: str) -> None:
    body = f"%0 = stablehlo.add %a, %a {{{attribute}}} : tensor<f32> return"
    with pytest.raises(Refused, match="has the attribute"):
        inspect(main(body, "%a: tensor<f32>"))


def test_a_program_may_not_call_itself() -> None:
    call = "%0 = func.call @f(%a) : (tensor<f32>) -> tensor<f32> return %0 : tensor<f32>"
    module = main(
        call,
        "%a: tensor<f32>",
        "-> tensor<f32>",
        f"func.func private @f(%a: tensor<f32>) -> tensor<f32> {{ {call} }}",
    )
    with pytest.raises(Refused, match="calls itself"):
        inspect(module)


def test_calls_that_multiply_are_counted_before_they_are_inlined() -> None:
    functions = "".join(
        f"func.func private @f{i}(%a: tensor<f32>) -> tensor<f32> {{"
        + "".join(f"%{j} = func.call @f{i + 1}(%a) : (tensor<f32>) -> tensor<f32> " for j in range(8))
        + "return %7 : tensor<f32> }"
        for i in range(8)
    )
    last = "func.func private @f8(%a: tensor<f32>) -> tensor<f32> { return %a : tensor<f32> }"
    body = "%0 = func.call @f0(%a) : (tensor<f32>) -> tensor<f32> return"
    with pytest.raises(Refused, match="once its calls are inlined"):
        inspect(main(body, "%a: tensor<f32>", extra=functions + last))


def test_too_many_operations_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = program(lambda x: sum(x * i for i in range(1, 40)), VECTOR)
    monkeypatch.setattr(inspection, "OPERATIONS", 20)
    with pytest.raises(Refused, match="more than 20 operations"):
        accept(data)
    monkeypatch.setattr(inspection, "MODULE_BYTES", 100)
    with pytest.raises(Refused, match="are accepted"):
        accept(data)


def test_nesting_is_bounded() -> None:
    def nested(x: Any, depth: int) -> Any:
        return lax.cond(x > depth, lambda x: nested(x, depth - 1), lambda x: x, x) if depth else x

    accept(program(lambda x: nested(x, 5), np.float32(1)))
    with pytest.raises(Refused, match="nested too deep"):
        accept(program(lambda x: nested(x, inspection.NESTING + 2), np.float32(1)))


def test_a_top_k_whose_shapes_disagree_is_refused() -> None:
    body = (
        '%0:2 = stablehlo.composite "chlo.top_k" %a {{composite_attributes = {{k = {k} : i64}}, decomposition = @f}} : '
        "(tensor<5xf32>) -> (tensor<2xf32>, tensor<2xi32>) return"
    )
    implementation = (
        "func.func private @f(%a: tensor<5xf32>) -> (tensor<2xf32>, tensor<2xi32>) { "
        "%0 = stablehlo.constant dense<0.0> : tensor<2xf32> %1 = stablehlo.constant dense<0> : tensor<2xi32> "
        "return %0, %1 : tensor<2xf32>, tensor<2xi32> }"
    )
    inspect(main(body.format(k=2), "%a: tensor<5xf32>", extra=implementation))
    for k in (3, -1, 1 << 40):
        with pytest.raises(Refused, match="top_k"):
            inspect(main(body.format(k=k), "%a: tensor<5xf32>", extra=implementation))
    with pytest.raises(Refused, match="composite operation"):
        inspect(main(body.format(k=2).replace("top_k", "other"), "%a: tensor<5xf32>", extra=implementation))
