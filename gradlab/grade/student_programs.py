"""The student's side of programs: a plan of transformations becomes a function, a trace, an exported module.

A plan says which function of the student's is meant and what JAX has asked for: batching, derivatives, transposes.
Building one also finds out `Facts` that only this side can know, as the tree of the results. Imported by the
student's process only.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import export as jax_export
from jax.experimental import checkify

from gradlab.grade import jax_modules, wire_values
from gradlab.grade import wire_messages as messages
from gradlab.grade import wire_terms as terms
from gradlab.grade.jax_internals import core
from gradlab.grade.jax_modules import strip_locations
from gradlab.grade.student_values import ArgumentDecoder, Objects

Flat = Callable[..., tuple[Any, ...]]
"""A function of arrays and a tuple of arrays."""


def is_inexact(x: Any) -> bool:
    """Tell whether an array has tangents of its own dtype."""
    return bool(jnp.issubdtype(jax.typeof(x).dtype, jnp.inexact))


def _cotangents(outputs: Sequence[tuple[bool, tuple[int, ...]]], given: Sequence[Any]) -> tuple[Any, ...]:
    it = iter(given)
    return tuple(next(it) if inexact else np.zeros(shape, jax.dtypes.float0) for inexact, shape in outputs)


class Programs:
    """Builds, traces and exports the plans of one submission.

    Args:
        objects: what the judge holds references to.
    """

    exporting = False
    """Whether a trace is for export: then `jax.debug.print` is left out, since no callback may be in a module."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._traced: list[tuple[Any, list[jax.ShapeDtypeStruct]]] = []
        self._pullbacks: dict[int, tuple[Any, list[tuple[bool, tuple[int, ...]]]]] = {}
        self._tokens = itertools.count(1)
        self._facts: dict[int, messages.Facts] = {}

    def facts(self) -> tuple[messages.Facts, ...]:
        """Take what was found out since the last time."""
        found = tuple(self._facts.values())
        self._facts = {}
        return found

    def apply(self, plan: messages.Plan, values: list[terms.Value]) -> messages.Applied:
        """Run a plan on values, without tracing a program: Python control flow on values works."""
        self._facts = {}
        out = self._build(plan)(*map(self._objects.decode, values))
        return messages.Applied([self._result(x) for x in out], self.facts())

    def trace(self, plan: messages.Plan, avals: tuple[terms.Aval, ...]) -> messages.Traced:
        """Trace a plan; its program gets a number."""
        self._facts = {}
        jitted = jax.jit(self._build(plan), keep_unused=True)
        inputs = [wire_values.shape_dtype(a) for a in avals]
        Programs.exporting = True
        try:
            outputs = jitted.trace(*inputs).jaxpr.out_avals
        finally:
            Programs.exporting = False
        self._traced.append((jitted, inputs))
        return messages.Traced(len(self._traced) - 1, tuple(map(wire_values.aval, outputs)), self.facts())

    def execute(self, program: int, values: list[terms.Value]) -> messages.Applied:
        """Run a traced program on values."""
        out = self._traced[program][0](*map(self._objects.decode, values))
        return messages.Applied([self._result(x) for x in out], ())

    def export(self, program: int, platform: str) -> messages.Exported:
        """Lower a traced program to StableHLO; no device of the platform is needed.

        Raises:
            RuntimeError: the program holds something that cannot leave this process, as a callback.
        """
        jitted, inputs = self._traced[program]
        Programs.exporting = True
        try:
            traced = jitted.trace(*inputs)
            try:
                return messages.Exported(jax_modules.lower(traced.jaxpr, platform))
            except NotImplementedError:
                exported = jax_export.export(jitted, platforms=[platform])(*inputs)
                return messages.Exported(jax_modules.text_of_artifact(exported.mlir_module_serialized))
        except NotImplementedError as error:
            # Not a NotImplementedError: that is what an exercise not attempted raises.
            raise RuntimeError(f"this function cannot be compiled into the test's program: {error}") from None
        finally:
            Programs.exporting = False

    def _result(self, x: Any) -> terms.Value:
        return self._objects.encode(x if wire_values.is_array(x) else jnp.asarray(x))

    # ------------------------------------------------------------------------------------------------- building

    def _build(self, plan: messages.Plan) -> Flat:
        match plan:
            case messages.Call():
                return self._call(plan)
            case messages.Backward():
                return self._backward(plan)
            case messages.Pick():
                return self._pick(plan)
            case messages.Vmap():
                return self._vmap(plan, self._build(plan.of))
            case messages.Checkify():
                return self._checkify(plan, self._build(plan.of))
            case messages.Jvp() | messages.Linear():
                return self._jvp(plan, self._build(plan.of))
            case messages.Forward():
                return self._forward(plan, self._build(plan.of))
            case messages.Transpose():
                return self._transpose(plan, self._build(plan.of))

    def _call(self, plan: messages.Call) -> Flat:
        objects = self._objects

        def call(*arrays: Any) -> tuple[Any, ...]:
            decoder = ArgumentDecoder(objects, iter(arrays))
            function, args, kwargs = map(decoder.decode, (plan.function, plan.args, plan.kwargs))
            tree, out, _ = objects.split(function(*args, **kwargs))
            self._facts[plan.id] = messages.Facts(plan.id, tree=tree)
            return tuple(out)

        if isinstance(plan.function, terms.Handle | terms.Name):
            function = objects.decode(plan.function)
            if inspect.isfunction(function):
                # Messages of jax name the student's function and line.
                call.__wrapped__ = function  # type: ignore[attr-defined]
                call.__name__ = function.__name__
        return call

    def _backward(self, plan: messages.Backward) -> Flat:
        def backward(*arrays: Any) -> tuple[Any, ...]:
            structure, outputs = self._pullbacks[plan.token]
            pullback = jax.tree.unflatten(structure, arrays[: plan.residuals])
            return tuple(pullback(_cotangents(outputs, arrays[plan.residuals :])))

        return backward

    def _pick(self, plan: messages.Pick) -> Flat:
        # The student's code does not run again.
        jitted, inputs = self._traced[plan.program]
        whole = core.jaxpr_as_fun(jitted.trace(*inputs).jaxpr)
        return lambda *arrays: tuple(x for i, x in enumerate(whole(*arrays)) if i in plan.used)

    def _vmap(self, plan: messages.Vmap, of: Flat) -> Flat:
        def vmapped(*arrays: Any) -> tuple[Any, ...]:
            unbatched: list[tuple[Any] | None] = []

            def inner(*one: Any) -> tuple[Any, ...]:
                out = of(*one)
                tag = getattr(core.trace_ctx.trace, "tag", 0)

                def alone(x: Any) -> tuple[Any] | None:
                    if getattr(getattr(x, "_trace", None), "tag", 1) is not tag:
                        return (x,)
                    return (x.val,) if x.batch_dim is None else None

                unbatched[:] = map(alone, out)
                return tuple(x for x, kept in zip(out, unbatched, strict=True) if kept is None)

            batched = jax.vmap(inner, in_axes=plan.axes, axis_size=plan.size, axis_name=plan.name)(*arrays)
            it = iter(batched)
            out = tuple(next(it) if kept is None else kept[0] for kept in unbatched)
            flags = tuple(kept is None for kept in unbatched)
            self._facts[plan.id] = messages.Facts(plan.id, batched=flags)
            return out

        return vmapped

    def _checkify(self, plan: messages.Checkify, of: Flat) -> Flat:
        errors = frozenset(e for e in checkify.all_checks if e.__name__ in plan.errors)

        def checked(*arrays: Any) -> tuple[Any, ...]:
            error: Any
            error, out = checkify.checkify(lambda *a: of(*a), errors=errors)(*arrays)
            values: list[Any] = []
            checks: list[messages.Check] = []
            for effect, failed in error._pred.items():
                leaves = jax.tree.leaves(error._payload[effect])
                for code, structure in error._metadata.items():
                    if structure.num_leaves > len(leaves):
                        continue
                    exception = jax.tree.unflatten(structure, leaves[: structure.num_leaves])
                    if type(exception) is not effect.error_type:
                        continue
                    payload = jax.tree.leaves(exception)
                    values += [jnp.logical_and(failed, error._code[effect] == code), *payload]
                    text = getattr(exception, "fmt_string", None) or type(exception).__name__
                    named = tuple(sorted(getattr(exception, "kwargs", {})))
                    checks.append(messages.Check(text, len(payload) - len(named), named))
            self._facts[plan.id] = messages.Facts(plan.id, checks=tuple(checks))
            return (*values, *out)

        return checked

    def _jvp(self, plan: messages.Jvp | messages.Linear, of: Flat) -> Flat:
        wrt = plan.wrt

        def jvp(*arrays: Any) -> tuple[Any, ...]:
            operands = arrays[: len(arrays) - len(wrt)]
            primals = tuple(operands[i] for i in wrt)
            out, tangents = jax.jvp(_of(of, operands, wrt), primals, tuple(arrays[len(operands) :]))
            self._facts[plan.id] = messages.Facts(plan.id, outputs=len(out))
            tangents = tuple(t for t, x in zip(tangents, out, strict=True) if is_inexact(x))
            return tangents if isinstance(plan, messages.Linear) else (*out, *tangents)

        return jvp

    def _forward(self, plan: messages.Forward, of: Flat) -> Flat:
        def forward(*operands: Any) -> tuple[Any, ...]:
            out, pullback = jax.vjp(_of(of, operands, plan.wrt), *(operands[i] for i in plan.wrt))
            residuals, structure = jax.tree.flatten(pullback)
            token = next(self._tokens)
            self._pullbacks[token] = structure, [(is_inexact(x), np.shape(x)) for x in out]
            self._facts[plan.id] = messages.Facts(plan.id, outputs=len(out), token=token)
            return (*out, *residuals)

        return forward

    def _transpose(self, plan: messages.Transpose, of: Flat) -> Flat:
        def transpose(*arrays: Any) -> tuple[Any, ...]:
            operands = arrays[: plan.operands]
            out, pullback = jax.vjp(_of(of, operands, plan.wrt), *(operands[i] for i in plan.wrt))
            return tuple(
                pullback(_cotangents([(is_inexact(x), np.shape(x)) for x in out], arrays[plan.operands :]))
            )

        return transpose


def _of(function: Flat, operands: Sequence[Any], wrt: tuple[int, ...]) -> Flat:
    """Fix all operands but those that are differentiated."""
    place = {i: j for j, i in enumerate(wrt)}
    return lambda *moving: function(*(moving[place[i]] if i in place else x for i, x in enumerate(operands)))


def quieten() -> None:
    """Make jax's printing from compiled code silent while a program is exported, and modules free of paths."""
    for name in ("print", "callback"):
        setattr(jax.debug, name, _quiet(getattr(jax.debug, name)))
    strip_locations()


def _quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    def quiet(*args: Any, **kwargs: Any) -> Any:
        return None if Programs.exporting else function(*args, **kwargs)

    quiet.__name__, quiet.__doc__ = function.__name__, function.__doc__
    return quiet
