"""A student's function as a JAX primitive: abstract evaluation, lowering, batching, jvp, linearization, transpose.

Three primitives. `student` runs a plan: the function with the transformations asked for so far. `student_linear` is
the linear part of one in forward form, `student_pullback` in reverse form, with residuals. The parameters hold a
`Plan`, which compares by identity: see there. Trusted side; imported by the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax.extend.core import Primitive

from gradlab.grade import jax_internals
from gradlab.grade import wire_messages as messages
from gradlab.grade.jax_internals import ad, batching, func_dialect, ir, mlir, pe
from gradlab.grade.remote_plans import Plan


def is_inexact(x: Any) -> bool:
    """Tell whether an array has tangents of its own dtype."""
    return bool(jnp.issubdtype(jax.typeof(x).dtype, jnp.inexact))


def tangent_aval(x: Any) -> Any:
    """Return the abstract value of tangents of an array."""
    return jax.typeof(x).to_tangent_aval()


# ---------------------------------------------------------------------------------------------------- student_call

student_p: Any = Primitive("student")
student_p.multiple_results = True


@student_p.def_impl  # type: ignore[untyped-decorator]
def _run(*operands: Any, plan: Plan) -> list[Any]:
    return plan.student.run_plan(plan, operands)


@student_p.def_abstract_eval  # type: ignore[untyped-decorator]
def _types(*avals: Any, plan: Plan) -> list[Any]:
    return plan.student.trace(plan, avals).abstract_results()


def _lower(ctx: Any, *operands: Any, plan: Plan) -> Any:
    """Inline the student's module, after inspection, as a function of the judge's module."""
    module_context = ctx.module_context
    platforms = tuple(module_context.platforms)
    if len(platforms) != 1:
        raise NotImplementedError("a student's function is lowered for one platform at a time")
    with module_context.module.context:
        module = plan.student.trace(plan, ctx.avals_in).module(platforms[0], module_context, ctx)
        main: Any = ir.SymbolTable(module.operation)["main"]
        results = main.type.results
        name = mlir.merge_mlir_modules(
            module_context.module, "student", module, dst_symtab=module_context.symbol_table
        )
        # Every array, key arrays included, is one value of the module.
        call = func_dialect.CallOp(results, ir.FlatSymbolRefAttr.get(name), list(operands))
    return list(call.results)


mlir.register_lowering(student_p, _lower)


def _without_unused(used: Sequence[bool], *rest: Any) -> tuple[list[bool], Any]:
    # As jit does with the unused results of a function it can see into. jax 0.12 also passes which inputs are live.
    equation = rest[-1]
    if not any(used):
        return [False] * len(equation.invars), None
    if all(used):
        return [True] * len(equation.invars), equation
    plan: Plan = equation.params["plan"]
    program = plan.student.trace(plan, [x.aval for x in equation.invars])
    picked = messages.Pick(0, program.number, tuple(i for i, u in enumerate(used) if u))
    kept = [x for x, u in zip(equation.outvars, used, strict=True) if u]
    return [True] * len(equation.invars), equation.replace(
        outvars=kept, params={"plan": Plan(plan.student, picked)}
    )


pe.dce_rules[student_p] = _without_unused


def _batched(plan: Plan, out: Sequence[Any]) -> list[int | None]:
    flags = plan.facts().batched
    if len(flags) != len(out):
        raise plan.student.breach("the number of batched results")
    return [0 if flag else None for flag in flags]


def _batch(axis: Any, operands: Sequence[Any], dims: Sequence[Any], *, plan: Plan) -> tuple[Any, Any]:
    if all(d is None for d in dims) and not isinstance(axis.name, str):
        out = student_p.bind(*operands, plan=plan)
        return out, [None] * len(out)
    vmapped = plan.vmapped(axis, dims)
    out = student_p.bind(*operands, plan=vmapped)
    return out, _batched(vmapped, out)


batching.fancy_primitive_batchers[student_p] = _batch


def _jvp(primals: Sequence[Any], tangents: Sequence[Any], *, plan: Plan) -> tuple[list[Any], list[Any]]:
    wrt = [i for i, t in enumerate(tangents) if not isinstance(t, ad.Zero) and is_inexact(primals[i])]
    moving = [tangents[i] for i in wrt]
    if not wrt:
        out = student_p.bind(*primals, plan=plan)
        return out, [ad.Zero(tangent_aval(x)) for x in out]
    if not any(map(jax_internals.is_staged, [*primals, *moving])):
        both = plan.jvp(wrt)
        out, rest = both.split(student_p.bind(*primals, *moving, plan=both))
    else:
        # Inside scan, cond and checkpoint the linear part must be an equation of its own.
        if any(isinstance(x, jax.core.Tracer) for x in primals):
            out = student_p.bind(*primals, plan=plan)
        else:  # the student's code must meet a tracer
            both = plan.jvp(wrt)
            zeros = [jnp.zeros(jnp.shape(primals[i]), jax.typeof(primals[i]).dtype) for i in wrt]
            out, _ = both.split(student_p.bind(*primals, *zeros, plan=both))
        avals = tuple(tangent_aval(x) for x in out if is_inexact(x))
        rest = linear_p.bind(*primals, *moving, plan=plan, wrt=tuple(wrt), avals=avals)
    if len(rest) != sum(map(is_inexact, out)):
        raise plan.student.breach("the number of tangents")
    it = iter(rest)
    return out, [next(it) if is_inexact(x) else ad.Zero(tangent_aval(x)) for x in out]


ad.primitive_jvps[student_p] = _jvp


def _linearize(is_vjp: bool, nonzero: Sequence[bool], *primals: Any, plan: Plan) -> Any:
    wrt = [i for i, moves in enumerate(nonzero) if moves and is_inexact(primals[i])]
    if not is_vjp or not wrt:
        return ad.fallback_linearize_rule(student_p, is_vjp, nonzero, *primals, plan=plan)
    forward = plan.forward(wrt)
    out, residuals = forward.split(student_p.bind(*primals, plan=forward))
    moves = [is_inexact(x) for x in out]
    avals = [tangent_aval(x) for x in out]
    backward = Plan(plan.student, messages.Backward(0, forward.facts().token, len(residuals)))
    moving_avals = tuple(a for a, m in zip(avals, moves, strict=True) if m)

    def linear(residuals: Sequence[Any], *tangents: Any) -> list[Any]:
        given = [ad.instantiate_zeros(tangents[i]) for i in wrt]
        results = pullback_p.bind(
            *residuals, *given, plan=backward, residuals=len(residuals), avals=moving_avals
        )
        it = iter(results)
        return [next(it) if m else ad.Zero(a) for a, m in zip(avals, moves, strict=True)]

    return jax_internals.linearization(out, moves, residuals, linear)


ad.primitive_linearizations[student_p] = _linearize


def _checkify(*arguments: Any, plan: Plan) -> tuple[Any, list[Any]]:
    context, error, enabled, operands = jax_internals.checkify_errors(arguments)
    names = tuple(sorted(e.__name__ for e in enabled))
    checked = Plan(plan.student, messages.Checkify(0, plan.message, names))
    out = student_p.bind(*operands, plan=checked)
    at = 0
    for check in checked.facts().checks:
        count = check.positional + len(check.named)
        if check.positional < 0 or at + 1 + count > len(out):
            raise plan.student.breach("the number of checks")
        values = out[at + 1 : at + 1 + count]
        named = dict(zip(check.named, values[check.positional :], strict=True))
        error = jax_internals.assert_checked(
            context, error, out[at], check.text, values[: check.positional], named
        )
        at += 1 + count
    return error, out[at:]


jax_internals.register_checks(student_p, _checkify)

# --------------------------------------------------- the linear part in forward form: primals and tangents; its
# transpose runs the forward pass again

linear_p: Any = Primitive("student_linear")
linear_p.multiple_results = True
linear_p.def_abstract_eval(lambda *_, plan, wrt, avals: list(avals))


@linear_p.def_impl  # type: ignore[untyped-decorator]
def _run_linear(*operands: Any, plan: Plan, wrt: tuple[int, ...], avals: Any) -> Any:
    return student_p.bind(*operands, plan=plan.linear(wrt))


mlir.register_lowering(linear_p, mlir.lower_fun(_run_linear, multiple_results=True))


def _batch_linear(
    axis: Any, operands: Any, dims: Any, *, plan: Plan, wrt: tuple[int, ...], avals: Any
) -> tuple[Any, Any]:
    count = len(operands) - len(wrt)
    operands, dims = list(operands), list(dims)
    for j, i in enumerate(wrt):
        for at in (i, count + j):
            x, d = operands[at], dims[at]
            operands[at] = jnp.broadcast_to(x, (axis.size, *x.shape)) if d is None else jnp.moveaxis(x, d, 0)
            dims[at] = 0
    vmapped = plan.vmapped(axis, dims[:count])
    out = student_p.bind(*operands[:count], plan=vmapped)
    flags = [d for d, x in zip(_batched(vmapped, out), out, strict=True) if is_inexact(x)]
    if len(flags) != len(avals):
        raise plan.student.breach("the number of tangents")
    wider = tuple(
        a if d is None else a.update(shape=(axis.size, *a.shape)) for a, d in zip(avals, flags, strict=True)
    )
    return linear_p.bind(*operands, plan=vmapped, wrt=wrt, avals=wider), flags


batching.fancy_primitive_batchers[linear_p] = _batch_linear


def _jvp_linear(primals: Any, tangents: Any, *, plan: Plan, wrt: tuple[int, ...], avals: Any) -> Any:
    return _jvp(primals, tangents, plan=plan.linear(wrt))


ad.primitive_jvps[linear_p] = _jvp_linear


def _transpose_linear(
    cotangents: Any, *operands: Any, plan: Plan, wrt: tuple[int, ...], avals: Any
) -> list[Any]:
    count = len(operands) - len(wrt)
    given = [ad.instantiate_zeros(c) for c in cotangents]
    out = student_p.bind(*operands[:count], *given, plan=plan.transposed(wrt, count))
    return [None] * count + list(out)


ad.primitive_transposes[linear_p] = _transpose_linear

# ---------------------------------------------- the linear part in reverse form: residuals and tangents; it can only be
# transposed

pullback_p: Any = Primitive("student_pullback")
pullback_p.multiple_results = True
pullback_p.def_abstract_eval(lambda *_, plan, residuals, avals: list(avals))


@pullback_p.def_impl  # type: ignore[untyped-decorator]
def _refuse_forward(*_: Any, **__: Any) -> Any:
    raise TypeError("can't apply forward-mode autodiff (jvp) to a custom_vjp function.")


def _transpose_pullback(cotangents: Any, *operands: Any, plan: Plan, residuals: int, avals: Any) -> list[Any]:
    given = [ad.instantiate_zeros(c) for c in cotangents]
    return [None] * residuals + list(student_p.bind(*operands[:residuals], *given, plan=plan))


ad.primitive_transposes[pullback_p] = _transpose_pullback
