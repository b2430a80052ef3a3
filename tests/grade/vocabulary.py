"""What jax emits for the functions of the course: expressions, exported for each platform, and the words in their programs."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy as jsp
import numpy as np
from jax import lax

from gradlab.grade import inspection, jax_modules
from gradlab.grade.inspection_text import Refused
from gradlab.grade.jax_internals import ir, mlir

ROOT = Path(__file__).resolve().parents[2]
PLATFORMS = ("cpu", "cuda")
ARGUMENTS: dict[str, Any] = {
    "x": np.ones(4, "float32"), "m": np.eye(4, dtype="float32"), "i": np.arange(4), "b": np.ones(4, bool),
    "c": np.ones(4, "complex64"), "h": np.ones(4, "float16"), "u": np.arange(4, dtype="uint8"),
    "k": jax.random.key(0),
}  # fmt: skip
"""What the letters in the expressions stand for."""
COURSE = """
jax.nn.relu(x); jax.random.PRNGKey(i[0]); jax.random.bernoulli(k); jax.random.bits(k); jax.random.choice(k, x)
jax.random.exponential(k); jax.random.fold_in(k, i[0]); jax.random.key(i[0]); jax.random.key_data(k)
jax.random.multivariate_normal(k, x, m); jax.random.normal(k); jax.random.permutation(k, x); jax.random.rademacher(k)
jax.random.randint(k, (3,), 0, 9); jax.random.split(k); jax.random.uniform(k)
jax.random.wrap_key_data(jax.random.key_data(k)); jnp.abs(c); jnp.add(x, x); jnp.allclose(x, x); jnp.append(x, x)
jnp.apply_along_axis(jnp.sum, 0, m); jnp.arange(9); jnp.argmin(x); jnp.argsort(x); jnp.array(x); jnp.array_equal(x, x)
jnp.asarray(x); jnp.astype(x, int); jnp.average(x, weights=x); jnp.bincount(i, length=9); jnp.broadcast_arrays(x, m)
jnp.broadcast_to(x, (2, 4)); jnp.ceil(x); jnp.clip(x, 0, 1); jnp.column_stack((x, x)); jnp.concatenate((x, x))
jnp.convolve(x, x); jnp.corrcoef(m); jnp.cos(x); jnp.cov(m); jnp.cumsum(x); jnp.diag(x); jnp.diagonal(m); jnp.diff(x)
jnp.divide(x, x); jnp.dot(m, x); jnp.einsum("ij,j->i", m, x); jnp.exp(x); jnp.expand_dims(x, 0); jnp.eye(3); jnp.floor(x)
jnp.full(3, 2.0); jnp.full_like(x, 2); jnp.greater(x, 1); jnp.hstack((x, x)); jnp.identity(3); jnp.isclose(x, x)
jnp.linalg.cholesky(m); jnp.linalg.inv(m); jnp.linalg.lstsq(m, x); jnp.linalg.multi_dot([m, m, x]); jnp.linalg.norm(m)
jnp.linalg.solve(m, x); jnp.linspace(0, x[0], 5); jnp.log(x); jnp.log1p(x); jnp.logical_and(b, b); jnp.max(x)
jnp.maximum(x, 1); jnp.mean(x); jnp.median(x); jnp.meshgrid(x, x); jnp.min(x); jnp.minimum(x, 1); jnp.moveaxis(m, 0, 1)
jnp.multiply(x, x); jnp.nan_to_num(x); jnp.nanargmin(x); jnp.nonzero(b, size=2); jnp.ones(3); jnp.ones_like(x)
jnp.outer(x, x); jnp.pad(x, 1); jnp.percentile(x, 50); jnp.polyval(x, x); jnp.power(x, x); jnp.prod(x); jnp.quantile(x, 0.5)
jnp.ravel(m); jnp.repeat(x, 2); jnp.reshape(x, (2, 2)); jnp.resize(x, (2, 2)); jnp.roll(x, 1); jnp.round(x); jnp.sin(x)
jnp.sort(x); jnp.split(x, 2); jnp.sqrt(x); jnp.square(x); jnp.stack((x, x)); jnp.subtract(x, x); jnp.sum(x); jnp.take(x, i)
jnp.take_along_axis(x, i, 0); jnp.transpose(m); jnp.tril(m); jnp.vdot(x, x); jnp.vectorize(jnp.sin)(x); jnp.vstack((x, x))
jnp.where(b, x, 0); jnp.zeros(3); jnp.zeros_like(x); jsp.special.erf(x); jsp.stats.norm.logpdf(x)
lax.associative_scan(jnp.add, x); lax.cond(b[0], jnp.sin, jnp.cos, x); lax.dynamic_update_slice(x, x[:2], (i[0],))
lax.fori_loop(0, 3, lambda j, y: y + j, x); lax.map(jnp.sin, x); lax.scan(lambda a, y: (a + y, a), 0.0, x)
lax.select(b, x, x); lax.slice(x, (1,), (3,)); lax.sort_key_val(x, x); lax.stop_gradient(x)
lax.while_loop(lambda y: y[0] < 9, lambda y: y * 2, x); jax.grad(lambda y: jnp.sum(y**3))(x); jax.vmap(jnp.dot)(m, m)
jax.jit(jnp.tanh)(x); jax.hessian(lambda y: jnp.sum(jnp.sin(y)))(x); jax.jacrev(jnp.cumprod)(x); x.at[i].add(x)
jax.grad(lambda y: lax.scan(lambda a, z: (a * z, a), 1.0, y)[0])(x)
jax.vmap(lambda y: lax.cond(y > 0, jnp.sin, jnp.cos, y))(x); jax.grad(lambda y: jnp.linalg.solve(m, y).sum())(x)
jax.checkpoint(jnp.sin)(x); jax.grad(lambda y: jax.checkpoint(jnp.sin)(y).sum())(x)
"""
"""Every function that the course's notebooks and banks use, and transformations of some."""
BEYOND = """
jnp.sinh(x); jnp.cosh(x); jnp.tan(x); jnp.arcsin(x); jnp.arccos(x); jnp.arctan(x); jnp.arcsinh(x); jnp.arccosh(x)
jnp.arctanh(x); jnp.arctan2(x, x); jnp.cbrt(x); jnp.sign(x); jnp.expm1(x); jnp.logaddexp(x, x); jnp.conj(c); jnp.real(c)
jnp.imag(c); lax.complex(x, x); lax.rsqrt(x); lax.population_count(u); lax.clz(u); jnp.nextafter(x, x); jnp.bitwise_xor(u, u)
jnp.left_shift(u, 1); jnp.right_shift(u, 1); jnp.right_shift(i, 1); jnp.isfinite(x); jnp.remainder(x, x); jnp.invert(u)
lax.rem(x, x); lax.round(x, lax.RoundingMethod.AWAY_FROM_ZERO); lax.reduce_precision(x, 5, 10)
lax.bitcast_convert_type(x, jnp.int32); jnp.flip(x); jnp.fft.fft(x); lax.top_k(x, 2); lax.logistic(x); lax.erf_inv(x)
lax.erfc(x); lax.lgamma(x); lax.digamma(x); lax.zeta(x + 1, x); lax.polygamma(x, x); lax.bessel_i1e(x); lax.igamma(x, x)
lax.clamp(0.0, x, 1.0); lax.switch(i[0], [jnp.sin, jnp.cos, jnp.tan], x); lax.optimization_barrier(x)
lax.rng_uniform(0.0, x[0], (3,)); lax.reduce_window(x, 0.0, lax.add, (2,), (1,), "VALID")
lax.conv(m[None, None], m[None, None], (1, 1), "SAME")
jax.grad(lambda y: lax.reduce_window(y, -jnp.inf, lax.max, (2,), (2,), "VALID").sum())(x); jnp.interp(x, x, x)
jnp.matmul(m, m, precision="highest"); x.at[i].set(x); x.at[i].max(x); lax.cumsum(x, reverse=True)
lax.sort(x, is_stable=False); jax.random.normal(jax.random.key(0, impl="rbg")); jax.random.gamma(k, x); x.astype("bfloat16")
x.astype("float8_e4m3fn"); x.astype("float8_e5m2"); x.astype("int8"); x.astype("int16"); x.astype("uint16"); x.astype("int4")
x.astype("uint4"); jnp.exp(h); jnp.linalg.qr(m); jnp.linalg.svd(m); jnp.linalg.eigh(m); jnp.linalg.eig(m)
jnp.linalg.slogdet(m); jnp.linalg.qr(m + 0j); jnp.linalg.svd(m + 0j); jnp.linalg.eigh(m + 0j); jnp.linalg.eig(m + 0j)
jnp.linalg.solve(m + 0j, c); jnp.linalg.cholesky(m + 0j); jsp.linalg.solve_triangular(m, x, trans=1)
jsp.linalg.solve_triangular(m + 0j, c); jsp.linalg.schur(m); jsp.linalg.schur(m + 0j); lax.linalg.hessenberg(m)
lax.linalg.hessenberg(m + 0j); lax.linalg.tridiagonal(m); lax.linalg.tridiagonal(m + 0j)
lax.linalg.tridiagonal_solve(x, x, x, m); lax.linalg.tridiagonal_solve(c, c, c, m + 0j)
"""
"""What a student may use besides."""


@dataclass
class Words:
    """Word → the expressions that need it, by platform."""

    found: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """Expressions that jax has no lowering of for CUDA."""

    def add(self, kind: str, word: str, platform: str, expression: str) -> None:
        at = self.found.setdefault((kind, word), {}).setdefault(platform, [])
        if expression not in at:
            at.append(expression)


def expressions(text: str) -> list[str]:
    """Return the expressions of a corpus."""
    return [one.strip() for line in text.strip().splitlines() for one in line.split(";") if one.strip()]


def emitted(expression: str, platform: str) -> bytes:
    """Export an expression as a student's process does."""
    letters = [
        a
        for a in ARGUMENTS
        if any(isinstance(n, ast.Name) and n.id == a for n in ast.walk(ast.parse(expression)))
    ]
    scope = {"jax": jax, "jnp": jnp, "lax": lax, "jsp": jsp}
    function = jax.jit(eval(f"lambda {', '.join(letters)}: {expression}", scope), keep_unused=True)
    arguments = [ARGUMENTS[letter] for letter in letters]
    try:
        return jax_modules.lower(function.trace(*arguments).jaxpr, platform)
    except NotImplementedError:
        exported = jax.export.export(function, platforms=[platform])(*arguments)
        return jax_modules.text_of_artifact(exported.mlir_module_serialized)


def collect() -> Words:
    """Export both corpora for each platform, inspect them, and keep their words."""
    words = Words()
    for expression in expressions(COURSE) + expressions(BEYOND):
        for platform in PLATFORMS:
            try:
                data = emitted(expression, platform)
            except NotImplementedError:
                words.missing.add(expression)
                continue
            with mlir.make_ir_context():
                module = jax_modules.parse_module(data.decode())
                for op in inspection.walk(module.operation):
                    note(words, op, platform, expression)
                try:
                    inspection.accept(data, platform)
                except Refused as refusal:
                    words.refused.append(f"{expression} on {platform}: {refusal}")
    return words


def note(words: Words, op: Any, platform: str, expression: str) -> None:
    """Keep the words of one operation."""
    words.add("operation", op.name, platform, expression)
    for value in [*op.results, *(a for r in op.regions for b in r for a in b.arguments)]:
        words.add("type", str(ir.RankedTensorType(value.type).element_type), platform, expression)
    if op.name == "stablehlo.custom_call":
        words.add("target", inspection.name_in(op.attributes["call_target_name"]), platform, expression)
        return
    for name in op.attributes:
        words.add("attribute", name if isinstance(name, str) else name.name, platform, expression)


def used() -> Iterator[str]:
    """Yield the functions of jax that code cells of the course's sources call, by the name they have there."""
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            source = "".join(cell["source"])
            try:
                tree = ast.parse(source) if cell["cell_type"] == "code" else ast.parse("")
            except SyntaxError:
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    name = ast.unparse(node.func).replace("jax.numpy.", "jnp.").replace("jax.lax.", "lax.")
                    if name.startswith(("jnp.", "lax.", "jax.random.", "jax.nn.", "jax.scipy.", "jsp.")):
                        yield name
