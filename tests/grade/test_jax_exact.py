"""Small programs that NumPy evaluates: to the last bit what XLA answers, or left to XLA."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jax import lax

from gradlab.grade import jax_skeletons
from gradlab.grade.jax_exact import ELEMENTS, Exact, Inexact, exact

TINY = float(np.finfo(np.float32).tiny)
NUMBERS = [0.0, -0.0, 1.0, -2.5, 0.1, 3e38, -3e38, TINY, np.inf, -np.inf, np.nan, 1 / 3, 16777217.0]
FLOATS = st.one_of(st.sampled_from(NUMBERS), st.floats(width=32))
INTEGERS = st.one_of(st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31)]), st.integers(-(2**31), 2**31 - 1))


def arrays(elements, dtype):
    return st.lists(elements, min_size=3, max_size=3).map(lambda xs: np.array(xs, dtype))


def evaluated(function, *args):
    """Return what evaluates a function, and the first arguments it takes."""
    program = jax.jit(function).trace(*args).jaxpr
    widened, floats = jax_skeletons.hoisted(program)
    return exact(widened), [*map(np.asarray, floats), *program.consts]


def answers(function, *args):
    found, first = evaluated(function, *args)
    assert found is not None, jax.make_jaxpr(function)(*args)
    return found.unsafe_call(*first, *args)


def compare(ours, theirs):
    """Hold arrays to be the same: bits (of numbers), types, places."""
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert one.aval == other.aval, (one.aval, other.aval)
        assert (one.sharding, one.committed) == (other.sharding, other.committed)
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind == "f":
            assert (np.isnan(a) == np.isnan(b)).all(), (a, b)
            a, b = np.nan_to_num(a, nan=0.0), np.nan_to_num(b, nan=0.0)
        assert a.tobytes() == b.tobytes(), (a, b)


ONE = {
    "neg": lambda x: -x,
    "abs": jnp.abs,
    "copy": jnp.copy,
    "identity": lambda x: x,
    "constant": lambda x: 2.5,
    "scaled": lambda x: 1.05 * x,
    "products": lambda x: x * 1.1 * x * 0.3,
    "square": jnp.square,
    "second power": lambda x: x**2,
    "root": lax.sqrt,
    "reshaped": lambda x: x.reshape(1, 3, 1),
    "broadcast": lambda x: jnp.broadcast_to(x[:, None], (3, 4)),
    "row and column": lambda x: (x[None, :], x[:, None]),
    "reversed": lambda x: lax.rev(x, (0,)),
    "slices": lambda x: (lax.slice(x, (0,), (2,)), lax.slice(x, (0,), (3,), (2,))),
    "transposed": lambda x: jnp.broadcast_to(x, (2, 3)).T,
    "compared": lambda x: (x < 1.0, x >= 0.1, x == 0.0, x != x),
    "chosen": lambda x: lax.select(x > 0.0, x, -x),
    "truth": lambda x: x.astype(bool),
    "counted": lambda x: (x, jnp.arange(3), lax.broadcasted_iota("float32", (2, 3), 1)),
}
TWO = {
    "add": lax.add,
    "sub": lax.sub,
    "mul": lax.mul,
    "div": lax.div,
    "max": lax.max,
    "min": lax.min,
    "joined": lambda x, y: lax.concatenate([x, y], 0),
    "compared": lambda x, y: (x == y, x > y, x <= y),
    "chosen": lambda x, y: lax.select(x > y, x, y),
}
WHOLE = {
    "add": lax.add,
    "sub": lax.sub,
    "mul": lax.mul,
    "max": lax.max,
    "bits": lambda x, y: (x & y, x | y, x ^ y, ~x),
    "floats": lambda x, y: (x.astype("float32"), y.astype(bool), x.astype("uint32")),
    "signs": lambda x, y: (-x, jnp.abs(y)),
}


def check(function, *args):
    """Hold NumPy's answer to XLA's, or NumPy to leave it."""
    args = tuple(map(jnp.asarray, args))
    try:
        ours = answers(function, *args)
    except Inexact:
        return
    compare(ours, jax.tree.leaves(jax.jit(function)(*args)))


@pytest.mark.parametrize("name", ONE)
@settings(deadline=None, max_examples=25)
@given(x=arrays(FLOATS, "float32"))
@example(x=np.array([0.0, -0.0, 1e-45], "float32"))
def test_a_program_of_one_array_gives_the_same_bits(name, x):
    check(ONE[name], x)


@pytest.mark.parametrize("name", TWO)
@settings(deadline=None, max_examples=25)
@given(x=arrays(FLOATS, "float32"), y=arrays(FLOATS, "float32"))
def test_a_program_of_two_arrays_gives_the_same_bits(name, x, y):
    check(TWO[name], x, y)


@pytest.mark.parametrize("name", TWO)
@settings(deadline=None, max_examples=25)
@given(x=arrays(st.floats(), "float64"), y=arrays(st.floats(), "float64"))
def test_so_does_one_of_64_bits(name, x, y):
    with jax.enable_x64(True):
        check(TWO[name], x, y)


@pytest.mark.parametrize("name", WHOLE)
@settings(deadline=None, max_examples=25)
@given(x=arrays(INTEGERS, "int32"), y=arrays(INTEGERS, "int32"))
def test_a_program_of_whole_numbers_gives_the_same_bits(name, x, y):
    check(WHOLE[name], x, y)


@settings(deadline=None, max_examples=25)
@given(x=arrays(FLOATS, "float32"), start=INTEGERS)
def test_a_slice_begins_where_xla_lets_it_begin(x, start):
    check(lambda x, i: lax.dynamic_slice(x, (i,), (2,)), x, np.int32(start))


def test_scalars_keep_their_weak_types():
    for function in (lambda x: x * 2.0, lambda x: (x, 1.5), lambda x: x > 0):
        for x in (1.5, 2, True, np.float32(2)):
            compare(answers(function, x), jax.tree.leaves(jax.jit(function)(x)))


def test_a_result_is_no_view_of_an_argument():
    x = np.ones(3, "float32")
    for function in (lambda x: x, lambda x: x.reshape(3, 1), lambda x: lax.rev(x, (0,))):
        (answer,) = answers(function, x)
        x[:] = 7.0
        assert (np.asarray(answer) == 1.0).all()
        x[:] = 1.0


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (lambda x: x + 0.0, np.float32(1e-40)),
        (lambda x: x * 1e-30, np.float32(1e-10)),
        (lambda x: jnp.abs(x), np.float32(-1e-40)),
        (lambda x: lax.max(x, -x), np.float32(0.0)),
        (lambda x: x.astype(int), np.float32(2.0)),
    ],
)
def test_numbers_that_are_rounded_by_the_machine_are_left_to_xla(function, x):
    with pytest.raises(Inexact):
        answers(function, x)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * x + x,
        lambda x: x + x + x,
        lambda x: (x - 1.5) / x,
        lambda x: jnp.sqrt(x) / x,
        lambda x: x * jnp.arange(3.0) * jnp.arange(3.0),
        jnp.sin,
        jnp.sum,
        lambda x: x**0.5,
        lambda x: x**3,
        lambda x: lax.div(x.astype(int), 2),
        lambda x: lax.fori_loop(0, 3, lambda i, y: y * x, x),
        lambda x: jnp.broadcast_to(x, (ELEMENTS, 3)),
        lambda x: x.astype("float16"),
        lambda x: lax.complex(x, x),
    ],
)
def test_programs_of_which_a_compiler_may_make_something_else_are_left_to_xla(function):
    assert evaluated(function, jnp.ones(3))[0] is None


def test_an_evaluated_program_tells_how_often_it_ran():
    found, first = evaluated(lambda x: x * 2.0, jnp.ones(3))
    assert type(found) is Exact
    for _ in range(3):
        found.unsafe_call(*first, jnp.ones(3))
    assert found.calls == 3
