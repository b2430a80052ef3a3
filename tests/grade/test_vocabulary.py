"""Each word that a program may hold is there for a reason, and each that jax emits for the course is there.

    GRADLAB_WRITE_DOCS=1 uv run pytest -n 0 tests/grade/test_vocabulary.py

writes docs/programs.md from what the main JAX emits. Another JAX must be accepted as well, but does not write.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import jax
import pytest
from vocabulary import COURSE, ROOT, Words, collect, expressions, used

from gradlab.grade import inspection_kernels as kernels
from gradlab.grade.inspection_vocabulary import ATTRIBUTE_NAMES, ELEMENT_TYPES, OPERATION_NAMES

DOCUMENT = Path(ROOT) / "docs" / "programs.md"
COMMAND = "GRADLAB_WRITE_DOCS=1 uv run pytest -n 0 tests/grade/test_vocabulary.py"
MAIN = jax.__version__.startswith("0.10.")
NO_PROGRAM = {"jnp.dtype", "jnp.finfo", "jnp.float32", "jnp.int32", "jnp.result_type"}
"""Functions of the course that compute nothing on a device."""
REFUSED = {"cuhybrid_eig_real", "cuhybrid_eig_comp"}
"""Kernels that jax calls and the judge does not: general eigenvalues on a GPU, which no exercise of the course needs."""

FLOW = "its regions are inspected and bounded in depth; how long it runs, the deadline bounds"
CALL = "the function it calls is in the program, inspected, not itself, and counted as if inlined"
PURE = "computes its results from its operands; their types are static and bounded"
WHY = {
    **dict.fromkeys(("func.func", "func.call", "stablehlo.composite"), CALL),
    **dict.fromkeys(("func.return", "stablehlo.return"), "ends a region"),
    **{
        f"stablehlo.{name}": FLOW
        for name in str.split("while case reduce reduce_window scatter select_and_scatter sort")
    },
    "stablehlo.custom_call": "its target is one of the kernels below, with flags and shapes that agree",
    "stablehlo.constant": "its bytes are in the program, which is bounded",
    "stablehlo.rng_bit_generator": "the state is an operand",
    "stablehlo.rng": "draws of XLA's own generator; nothing of the judge's is drawn from it",
    "chlo.top_k": "k and the shapes of its results are compared",
}
LATER = "kept by hand: another JAX writes the same array function so; elementwise, as the rest"
BY_HAND = {
    **dict.fromkeys(str.split("chlo.conj chlo.is_inf chlo.is_neg_inf chlo.is_pos_inf chlo.tan"), LATER),
    "stablehlo.cholesky": "kept by hand: what `jnp.linalg.cholesky` becomes where there is no kernel; no library is called",
    "stablehlo.logistic": "kept by hand: what another JAX may write for `lax.logistic`",
    "stablehlo.composite": "kept by hand: JAX 0.12 wraps chlo operations so; name, shapes and decomposition are inspected",
    **dict.fromkeys(
        str.split("chlo.scan is_associative is_reverse operandSegmentSizes resultSegmentSizes"),
        "kept by hand: JAX 0.12 writes cumulative sums so for a GPU; shapes and dimension are compared",
    ),
    "stablehlo.get_dimension_size": "kept by hand: JAX 0.12 asks so for a static size, in cumulative sums on a GPU",
    "composite_attributes": "kept by hand: of stablehlo.composite; only top_k's k is read",
    **dict.fromkeys(("decomposition", "name", "version"), "kept by hand: of stablehlo.composite"),
    "result_accuracy": "kept by hand: of elementwise operations in later StableHLO; chooses a formula",
    "f64": "kept by hand: under jax_enable_x64",
    "complex<f64>": "kept by hand: under jax_enable_x64",
    **dict.fromkeys(
        str.split("f4E2M1FN f8E3M4 f8E4M3 f8E4M3B11FNUZ f8E4M3FNUZ f8E5M2FNUZ f8E8M0FNU i2 ui2"),
        "kept by hand: a dtype of `jax.numpy` that no function gives by itself",
    ),
}
"""What the corpora do not make jax write, and why it may be written nevertheless."""


@pytest.fixture(scope="module")
def words() -> Words:
    return collect()


def allowed() -> dict[str, set[str]]:
    """Return every entry of the closed lists, by kind."""
    targets = {
        f"lapack_{letter}{routine}_ffi"
        for routine in kernels._LAPACK
        for letter in kernels._LAPACK_ELEMENTS
        if routine not in ("orgqr", "syevd", "sytrd") or letter in "sd"
        if routine not in ("ungqr", "heevd", "hetrd") or letter in "cz"
    }
    return {
        "operation": set(OPERATION_NAMES),
        "attribute": set(ATTRIBUTE_NAMES),
        "type": set(ELEMENT_TYPES),
        "target": targets | set(kernels._CUDA) | {"cu_lu_pivots_to_permutation"},
    }


def reason(kind: str, word: str, emitted: bool) -> str:
    """Say why an entry is safe, or why it is there although nothing emits it; empty if nobody has said."""
    if kind == "target":
        double = re.fullmatch(r"lapack_[dz]\w+_ffi", word)
        said = "flags, aliases and every shape are compared with what the routine writes"
        return said if emitted else f"the same at 64 bits, under jax_enable_x64; {said}" if double else ""
    if not emitted:
        return BY_HAND.get(word, "")
    if kind == "type":
        return "its size is known: arrays are bounded before they are made"
    if kind == "attribute":
        return "says what the operation computes, nothing to the compiler"
    return WHY.get(word, PURE)


def table(kind: str, words: Words) -> str:
    """Write one table."""
    lines = [f"| {kind} | emitted for | on | why it is safe |", "|---|---|---|---|"]
    for word in sorted(allowed()[kind]):
        found = words.found.get((kind, word), {})
        platforms = " and ".join(sorted(found))
        by = next(iter(found.values()), [""])[0].replace("|", "\\|")
        lines.append(
            f"| {word} | {f'`{by}`' if by else 'nothing here'} | {platforms} | {reason(kind, word, bool(found))} |"
        )
    return "\n".join(lines)


def document(words: Words) -> str:
    """Write docs/programs.md."""
    missing = ", ".join(f"`{one}`" for one in sorted(words.missing))
    return f"""# What a student's program may hold

A program that a student's process exports runs in the judge. It may hold these words and no other; all else is refused before it
runs. The tables are written by `tests/grade/test_vocabulary.py`, which exports every function that the course uses, and many
that a student may use besides, for the CPU and for CUDA (no GPU is needed for that), and reads the programs. They show the first
expression that needs a word; in it x is a vector, m a matrix, i integers, b booleans, c complex, u bytes, h half precision, k a
key. An entry that nothing emits has a reason of its own. Written with Python 3.11; the other pinned JAX must be accepted too.

    {COMMAND}

No kernel for CUDA, on any machine: {missing}. Refused there: {", ".join(sorted(REFUSED))} (`jnp.linalg.eig`).

## Operations

{table("operation", words)}

## Attributes

{table("attribute", words)}

## Element types

{table("type", words)}

## Kernels

{table("target", words)}
"""


def test_every_function_of_the_course_is_exported() -> None:
    names = {name for name in used() if re.fullmatch(r"[\w.]+", name)} - NO_PROGRAM
    assert len(names) > 40
    assert sorted(name for name in names if f"{name}(" not in COURSE) == []


def test_what_jax_emits_for_the_course_is_accepted(words: Words) -> None:
    course = tuple(expressions(COURSE))
    assert [said for said in words.refused if said.startswith(course)] == []
    assert words.missing.isdisjoint(course)


def test_only_kernels_that_are_named_are_refused(words: Words) -> None:
    assert [said for said in words.refused if not any(f"calls '{name}'" in said for name in REFUSED)] == []


def test_every_entry_has_a_reason(words: Words) -> None:
    bare = [
        word
        for kind, entries in allowed().items()
        for word in sorted(entries)
        if not reason(kind, word, (kind, word) in words.found)
    ]
    assert not (MAIN and bare), f"nothing emits {bare}: remove them, or say why they stay in BY_HAND"


def test_no_reason_by_hand_is_stale(words: Words) -> None:
    entries = set().union(*allowed().values())
    assert BY_HAND.keys() <= entries
    emitted = {word for _, word in words.found}
    assert not (MAIN and BY_HAND.keys() & emitted), "these are emitted: take them out of BY_HAND"


def test_the_document_says_what_was_found(words: Words) -> None:
    if not MAIN:
        pytest.skip("the document is written with the main JAX")
    if os.environ.get("GRADLAB_WRITE_DOCS"):
        DOCUMENT.write_text(document(words))
    assert DOCUMENT.read_text() == document(words), f"docs/programs.md is out of date: {COMMAND}"
