"""The compiled kernels that an exported program may call: LAPACK's on the CPU, cuSOLVER's on a GPU.

jaxlib's CPU kernels do not check what they are given: a call with wrong shapes writes beyond its buffers, and a `sort`
flag calls a null pointer. The shapes and flags here are those jax itself emits. Trusted side; used by `inspection`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gradlab.grade import jax_modules
from gradlab.grade.jax_internals import ir, stablehlo


class Tensor(NamedTuple):
    """The type of a value in a module."""

    shape: tuple[int, ...]
    element: str


_LAPACK_ELEMENTS = {"s": "f32", "d": "f64", "c": "complex<f32>", "z": "complex<f64>"}
_REAL = {"complex<f32>": "f32", "complex<f64>": "f64"}
_COMPLEX = {"f32": "complex<f32>", "f64": "complex<f64>"}


class _Shapes:
    """The pieces that the shapes of a kernel are made of, from its first operand, a batch of m×n matrices."""

    def __init__(self, matrix: Tensor, config: dict[str, Any]) -> None:
        shape, element = matrix
        self.batch, (self.m, self.n) = shape[:-2], shape[-2:]
        self.k = min(self.m, self.n)
        self.matrix = matrix
        self.square = self.m == self.n
        self.element = element
        self.is_complex = element in _REAL
        self.config = config
        self.info = Tensor(self.batch, "i32")

    def of(self, *shape: int) -> Tensor:
        return Tensor((*self.batch, *shape), self.element)

    def real(self, *shape: int) -> Tensor:
        return Tensor((*self.batch, *shape), _REAL.get(self.element, self.element))

    def complex(self, *shape: int) -> Tensor:
        return Tensor((*self.batch, *shape), _COMPLEX.get(self.element, self.element))

    def int(self, *shape: int) -> Tensor:
        return Tensor((*self.batch, *shape), "i32")


Relation = Callable[[_Shapes, list[Tensor], list[Tensor]], bool]


def _potrf(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    return s.square and len(a) == 1 and r == [s.matrix, s.info]


def _getrf(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    return len(a) == 1 and r == [s.matrix, s.int(s.k), s.info]


def _geqrf(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    return len(a) == 1 and r == [s.matrix, s.of(s.k)]


def _orgqr(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    if len(a) != 2 or not a[1].shape:
        return False
    reflectors = a[1].shape[-1]
    return reflectors <= s.n <= s.m and a[1] == s.of(reflectors) and r == [s.matrix]


def _syevd(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    return s.square and len(a) == 1 and r == [s.matrix, s.real(s.n), s.info]


def _trsm(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    if not s.square or len(a) != 2 or len(a[1].shape) != len(s.batch) + 2:
        return False
    rows, columns = a[1].shape[-2:]
    solved = rows if s.config["side"] == "L" else columns
    return solved == s.n and a[1] == s.of(rows, columns) and r == [a[1]]


def _gesdd(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    full = [s.of(s.m, s.m), s.of(s.n, s.n)]
    thin = [s.of(s.m, s.k), s.of(s.k, s.n)]
    vectors = {"A": [full], "S": [thin], "N": [full, thin]}[s.config["mode"]]
    return len(a) == 1 and len(r) == 5 and r[2:4] in vectors and [*r[:2], r[4]] == [
        s.matrix, s.real(s.k), s.info
    ]  # fmt: skip


def _geev(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    values = [s.of(s.n)] if s.is_complex else [s.of(s.n), s.of(s.n)]
    vectors = s.complex(s.n, s.n)
    return s.square and len(a) == 1 and r == [*values, vectors, vectors, s.info]


def _gees(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    values = [s.of(s.n)] if s.is_complex else [s.of(s.n), s.of(s.n)]
    return s.square and len(a) == 1 and r == [s.matrix, s.matrix, *values, s.info, s.info]


def _gehrd(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    whole = s.config["low"] == 1 and s.config["high"] == s.n
    return whole and s.square and s.n > 0 and len(a) == 1 and r == [s.matrix, s.of(s.n - 1), s.info]


def _sytrd(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    if not s.square or s.n < 1 or len(a) != 1:
        return False
    return r == [s.matrix, s.real(s.n), s.real(s.n - 1), s.of(s.n - 1), s.info]


def _gtsv(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    # The first operands are diagonals: `s` is read from the last, the right-hand sides.
    diagonals = [s.of(s.m)] * 3
    return a == [*diagonals, s.matrix] and r == [*diagonals, s.matrix, s.info]


def _gtsv2(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    return a == [*([s.of(s.m)] * 3), s.matrix] and r == [s.matrix]


def _gesvdj(s: _Shapes, a: list[Tensor], r: list[Tensor]) -> bool:
    full = [s.of(s.m, s.m), s.of(s.n, s.n)]
    thin = [s.of(s.m, s.k), s.of(s.n, s.k)]
    return len(a) == 1 and len(r) == 5 and r[2:4] in (full, thin) and [*r[:2], r[4]] == [
        s.matrix, s.real(s.k), s.info
    ]  # fmt: skip


_LAPACK: dict[str, tuple[Relation, dict[str, str]]] = {
    "potrf": (_potrf, {"uplo": "LU"}),
    "getrf": (_getrf, {}),
    "geqrf": (_geqrf, {}),
    "orgqr": (_orgqr, {}),
    "ungqr": (_orgqr, {}),
    "syevd": (_syevd, {"mode": "VN", "uplo": "LU"}),
    "heevd": (_syevd, {"mode": "VN", "uplo": "LU"}),
    "trsm": (_trsm, {"diag": "NU", "side": "LR", "trans_x": "NTC", "uplo": "LU"}),
    "gesdd": (_gesdd, {"mode": "ASN"}),
    "geev": (_geev, {"compute_left": "NV", "compute_right": "NV"}),
    "gees": (_gees, {"mode": "NV", "sort": "N"}),
    "gehrd": (_gehrd, {"low": "", "high": ""}),
    "sytrd": (_sytrd, {"uplo": "LU"}),
    "hetrd": (_sytrd, {"uplo": "LU"}),
    "gtsv": (_gtsv, {}),
}
"""LAPACK routine: its relation, and its flags with the letters each may be (none: an integer)."""

_CUDA: dict[str, Relation] = {
    "cusolver_potrf_ffi": _potrf,
    "cusolver_getrf_ffi": _getrf,
    "cusolver_geqrf_ffi": _geqrf,
    "cusolver_orgqr_ffi": _orgqr,
    "cusolver_syevd_ffi": _syevd,
    "cusolver_sytrd_ffi": _sytrd,
    "cusolver_gesvdj_ffi": _gesvdj,
    "cusparse_gtsv2_ffi": _gtsv2,
}
"""These check their own shapes; the relations are a second pair of eyes. Not tried on a device yet."""

_ATTRIBUTES = frozenset(
    str.split(
        "call_target_name called_computations mhlo.backend_config mhlo.frontend_attributes operand_layouts "
        "output_operand_aliases result_layouts sdy.sharding_rule api_version backend_config has_side_effect"
    )
)


def accepts(op: Any, target: str, platform: str, operands: list[Tensor], results: list[Tensor]) -> bool:
    """Tell whether a custom call is one that jax itself would emit.

    Args:
        op: the operation.
        target: the name it calls.
        platform: where it will run.
        operands: the types of its operands.
        results: the types of its results.

    Returns:
        Whether name, flags, aliases and shapes agree with a kernel that is known.
    """
    try:
        return _is_plain(op, operands, results) and _relation(op, target, platform, operands, results)
    except (KeyError, IndexError, ValueError, TypeError):
        return False


def _is_plain(op: Any, operands: list[Tensor], results: list[Tensor]) -> bool:
    attributes = op.attributes
    names = set(jax_modules.names_in(attributes))
    if not names <= _ATTRIBUTES or len(op.regions):
        return False
    if "backend_config" in names and str(attributes["backend_config"]) != '""':
        return False
    if "has_side_effect" in names and str(attributes["has_side_effect"]) != "false":
        return False
    if "called_computations" in names and len(ir.ArrayAttr(attributes["called_computations"])):
        return False
    if "mhlo.frontend_attributes" in names:
        spoken: Any = ir.DictAttr(attributes["mhlo.frontend_attributes"])
        if any(named.name != "num_batch_dims" for named in spoken):
            return False
    for alias in (
        ir.ArrayAttr(attributes["output_operand_aliases"]) if "output_operand_aliases" in names else ()
    ):
        alias = stablehlo.OutputOperandAlias(alias)
        place = list(alias.output_tuple_indices) or [0]
        if len(place) != 1 or list(alias.operand_tuple_indices):
            return False
        if operands[alias.operand_index] != results[place[0]]:
            return False
    return True


def _relation(op: Any, target: str, platform: str, operands: list[Tensor], results: list[Tensor]) -> bool:
    if platform == "cpu" and target.startswith("lapack_") and target.endswith("_ffi"):
        prefix, routine = target[7], target[8:-4]
        relation, flags = _LAPACK[routine]
        config = _config(op, flags)
        element = _LAPACK_ELEMENTS[prefix]
        if config is None or operands[0].element != element:
            return False
        if routine in ("orgqr", "syevd", "sytrd") and element in _REAL:
            return False
        if routine in ("ungqr", "heevd", "hetrd") and element not in _REAL:
            return False
    elif platform in ("cuda", "gpu"):
        if target == "cu_lu_pivots_to_permutation":
            return _permutation(operands, results)
        relation, config = _CUDA[target], {}
    else:
        return False
    matrix = operands[-1] if relation in (_gtsv, _gtsv2) else operands[0]
    return len(matrix.shape) >= 2 and relation(_Shapes(matrix, config), operands, results)


def _config(op: Any, flags: dict[str, str]) -> dict[str, Any] | None:
    config: Any = ir.DictAttr(op.attributes["mhlo.backend_config"])
    if {named.name for named in config} != set(flags):
        return None
    found: dict[str, Any] = {}
    for name, letters in flags.items():
        value = ir.IntegerAttr(config[name]).value
        found[name] = chr(value) if letters else value
        if letters and found[name] not in letters:
            return None
    return found


def _permutation(operands: list[Tensor], results: list[Tensor]) -> bool:
    (pivots,), (permutation,) = operands, results
    if {pivots.element, permutation.element} != {"i32"} or not pivots.shape or not permutation.shape:
        return False
    return pivots.shape[:-1] == permutation.shape[:-1] and pivots.shape[-1] <= permutation.shape[-1]
