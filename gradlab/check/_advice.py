"""Hints for the errors that JAX raises at common misconceptions.

The class of an error and a short stable phrase are matched, never a whole message: the texts differ between
versions (each entry was seen on JAX 0.10.2 and 0.12.0.1). M numbers are those of the course's list of
misconceptions. It knows nothing about tests. `_outcome`, `_transforms` and `_grads` import it.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Advice(NamedTuple):
    """What an error says to somebody who holds a common misconception."""

    error: str
    """The name of the error's class or of one of its bases."""
    phrase: str
    """A regular expression that its text contains; empty for any text."""
    hint: str


TABLE = (
    # values that are not known while tracing
    Advice("TracerBoolConversionError", "",  # M53, M56, M105
           "x has no value while tracing: use jnp.where or lax.cond for `if`, & and | for `and` and `or`"),
    Advice("NonConcreteBooleanIndexError", "",  # M60
           "the size of x[mask] depends on values: use the three-argument jnp.where, or multiply by the mask"),
    Advice("TracerIntegerConversionError", "",  # M89, M102
           "a traced number cannot drive range() or index a list: use lax.fori_loop or lax.scan, "
           "index a jnp array, or make the argument static"),
    Advice("TracerArrayConversionError", "",  # M28, M57
           "NumPy wants numbers and gets a tracer: use jnp in place of np (and math) inside JAX code"),
    Advice("UnexpectedTracerError", "",  # M62, M101, M120
           "a value from inside a traced function was kept outside: return it instead of storing it"),
    Advice("KeyReuseError", "",  # M113, M114
           "one key, one draw: split the key and use each part once"),
    Advice("ConcretizationTypeError", r"jnp\.(nonzero|unique|where)|size argument",  # M60
           "the size of the result depends on values: use the three-argument jnp.where, or size="),
    Advice("ConcretizationTypeError", r"jnp\.\w+ argument",  # M59
           "a size has to be known while tracing: make it a static argument, or work with a mask"),
    Advice("ConcretizationTypeError", "",  # M28, M58
           "float(), int() and .item() need a value, and x has none while tracing: stay with jnp arrays"),
    Advice("TypeError", "Shapes must be 1D sequences of concrete values",  # M59
           "a size has to be known while tracing: make it a static argument, or work with a mask"),
    Advice("IndexError", r"[Ss]lice (entries|indices) must",  # M59, M102
           "a slice needs fixed ends while tracing: use lax.dynamic_slice_in_dim(x, start, size)"),
    # arrays
    Advice("TypeError", "immutable",  # M01
           "JAX arrays cannot be changed: build a new one with x = x.at[i].set(v)"),
    Advice("TypeError", "requires ndarray or scalar arguments",  # M09
           "that is a Python list or tuple: make it an array with jnp.array first"),
    Advice("TypeError", "Device' object is not callable",  # M14
           "`device` is a property: write x.device, or x.devices()"),
    Advice("Exception", "rray has been deleted|deleted or donated",  # M76
           "that buffer was given away (donated): use the result instead"),
    Advice("TypeError", "incompatible shapes for broadcasting|requires contracting dimensions",
           "the shapes do not fit: print the .shape of both sides"),
    # grad
    Advice("TypeError", "real- or complex-valued inputs",  # M15, M16
           "gradients need floats: write 3.0 instead of 3, or cast with jnp.asarray(x, float)"),
    Advice("TypeError", "Expected a callable value",  # M17
           "pass the function, not its result: jax.grad(f)(x)"),
    Advice("TypeError", r"(?s)scalar-output functions.*Output was \(",  # M25
           "the function returns several things: return the loss alone, or say has_aux=True"),
    Advice("TypeError", "scalar-output functions",  # M19, M20, M33, M51
           "grad wants one number out: jax.vmap(jax.grad(f)) works entry by entry, jax.jacobian gives the "
           "matrix, and a loss of shape (1,) needs .sum()"),
    Advice("TypeError", "can't multiply sequence by non-int",  # M23
           "that is a tuple (several argnums give one gradient each): unpack it, or use jax.tree.map"),
    Advice("TypeError", r"argnums=.*positional arguments",  # M24
           "argnums counts positional arguments: do not pass them by keyword"),
    Advice("TypeError", "jax.jvp must be tuples",  # M39
           "wrap both: jax.jvp(f, (x,), (v,))"),
    Advice("TypeError", "jax.jvp do not match",  # M39
           "a tangent looks like its primal: same shape, and a float"),
    Advice("ValueError", "argument to VJP function",  # M38
           "a cotangent looks like the output: same shape, and a float"),
    Advice("ValueError", "Reverse-mode differentiation does not work",  # M104
           "reverse mode cannot go back through a loop of unknown length: use lax.scan or a fixed count, "
           "or forward mode"),
    Advice("TypeError", "forward-mode autodiff",  # M132
           "a custom_vjp function has no forward mode: use reverse mode, or custom_jvp"),
    Advice("TypeError", "Custom VJP fwd rule",  # M130
           "the forward rule returns a pair: (output, residuals)"),
    Advice("TypeError", "Custom VJP bwd rule",  # M129
           "the backward rule returns a tuple: one cotangent for each argument"),
    Advice("ValueError", "Custom VJP bwd rule",  # M131
           "each cotangent has the shape of its argument"),
    # vmap
    Advice("Exception", "in_axes must be",  # M44, M45
           "in_axes is a tuple with one entry for each argument: ({'x': 0},)"),
    Advice("ValueError", "must be a tree prefix",  # M48
           "in_axes mirrors the argument: give every key of the dict an axis or None"),
    Advice("ValueError", "rank should be at least 1",  # M46, M47, M52, M86
           "a number has no axis to map over: give it None in in_axes; keyword arguments are always mapped"),
    Advice("ValueError", "inconsistent sizes for array axes",
           "the mapped axes differ in length: check in_axes, None for what all examples share"),
    # loops
    Advice("TypeError", "must be a pair",  # M93
           "the body of scan returns a pair: (new carry, output), with None for no output"),
    Advice("TypeError", r"same pytree structure.*|pytree structure",  # M94, M97
           "the carry keeps its structure: give back what came in (fori_loop and while_loop return the carry "
           "alone)"),
    Advice("TypeError", "carry output must have equal types",  # M95, M96
           "the carry keeps its dtype and shape: start it as what it becomes, such as 0.0 instead of an int"),
    Advice("ValueError", "no leading axis to scan over",  # M98
           "scan runs along the first axis of arrays: make a jnp array, or xs=None with length=n"),
    Advice("TypeError", "cond_fun must return a boolean scalar",  # M105
           "the condition returns one bool: compare, and combine with &, | or .any()"),
    Advice("TypeError", "branches must have equal output types|identical types",  # M111
           "both branches give the same dtype, shape and structure: 1.0 and not 1"),
    Advice("TypeError", "arguments should be callable",  # M111
           "lax.cond takes two functions, then their arguments"),
    # trees
    Advice("TypeError", r"unsupported operand type.*'(dict|list|tuple)'",  # M78
           "trees have no arithmetic: jax.tree.map(lambda p, g: p - lr * g, params, grads)"),
    Advice("TypeError", "'(dict|list|tuple)' object is not callable",  # M88
           "the function comes first: jax.tree.map(f, tree)"),
    Advice("TypeError", r"as an abstract array|not a valid JAX type",  # M74, M84, M85, M98
           "JAX takes numbers, arrays and trees of them: make names and flags static, register classes with "
           "jax.tree_util.register_dataclass"),
    Advice("ValueError", "pytree structure error|different pytree",  # M80
           "the trees differ in structure: same keys and containers in both"),
    Advice("ValueError", "Non-hashable static arguments",  # M66
           "static arguments have to be hashable: a tuple or an int, not a list or an array"),
    # keys and the rest
    Advice("ValueError", "accepts a single key",  # M121
           "one key at a time: jax.vmap(draw)(keys) for many"),
    Advice("TypeError", "PRNG key",  # M122
           "the order is (key, shape): make the key with jax.random.key(seed)"),
    Advice("TypeError", r"does not accept dtypes? key",  # M121
           "keys have no arithmetic: use jax.random.split or jax.random.fold_in"),
    Advice("ValueError", "not functionalized",  # M134
           "wrap the function first: checkify.checkify(f), then jit"),
    Advice("AttributeError", "module 'jax' has no attribute 'tree_",
           "today it is jax.tree.map, jax.tree.leaves, jax.tree.structure"),
    Advice("NameError", "is not defined",
           "the name is not there yet: run the cells above in order, and check the spelling"),
    Advice("Exception", "'NoneType'|NoneType object",
           "something is None: is a `return` missing?"),
    Advice("ValueError", "truth value of an array",  # M56
           "an array stands where one value is expected: look at its shape, or use .all()"),
    Advice("TypeError", r"positional arguments? but|required positional argument|unexpected keyword argument",  # M106
           "a function is called with other arguments than it takes: keep the signature of the task "
           "(the body of while_loop takes one tuple)"),
    Advice("TypeError", "iteration over a 0-d array|non-iterable",
           "a single number cannot be unpacked or looped over: how many values are returned?"),
)  # fmt: skip


def hint(error: BaseException) -> str:
    """Say what an error usually means.

    Args:
        error: What was raised, by JAX or in its name.

    Returns:
        The hint, or an empty string.
    """
    names = {cls.__name__ for cls in type(error).__mro__}
    text = str(error)
    return next((a.hint for a in TABLE if a.error in names and re.search(a.phrase, text)), "")
