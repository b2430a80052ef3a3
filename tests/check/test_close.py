"""`check.close` and `check.same_tree`: what passes, and every message in full."""

from __future__ import annotations

import collections
import dataclasses
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from check_cells import said, text
from jax import lax

from gradlab import check


def power_scan(x, n):
    return lax.scan(lambda c, _: (c * x, c), 1.0, None, length=n)


class Point(NamedTuple):
    x: Any
    y: Any


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Params:
    w: Any
    name: str = dataclasses.field(metadata={"static": True})


class Opaque:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return isinstance(other, Opaque) and self.value == other.value

    def __repr__(self):
        return f"Opaque({self.value})"


NAN, INF = float("nan"), float("inf")
KEY = jax.random.key(3)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (jnp.float32(8.0), 8.0),
        (8.0, jnp.float32(8.0)),
        (8.0, 8.0),
        (3, 3),
        (jnp.int32(3), 3),
        (np.int64(3), 3),
        (jnp.asarray(True), True),
        (np.bool_(True), True),
        (1.0 + 2.0j, jnp.complex64(1 + 2j)),
        (jnp.complex64(1 + 2j), 1 + 2j),
        (jnp.arange(3.0), np.arange(3.0)),
        (np.arange(3.0), jnp.arange(3.0)),
        (np.float32(0.1), 0.1),
        (jnp.arange(3.0), [0, 1.0, 2]),
        (jnp.eye(2), [[1.0, 0.0], [0.0, 1.0]]),
        ([0.0, 1.0], [0.0, 1.0]),
        (jnp.zeros((0, 3)), np.zeros((0, 3))),
        (jnp.array([1.0, NAN, INF, -INF]), np.array([1.0, NAN, INF, -INF])),
        (NAN, NAN),
        (1e-6, 0.0),
        (jnp.float16(1.004), 1.0),
        (jnp.bfloat16(1.01), 1.0),
        (jnp.float32(1.00005), 1.0),
        (KEY, jax.random.key(3)),
        (jax.random.split(KEY, 3), jax.random.split(jax.random.key(3), 3)),
        (None, None),
        ("adam", "adam"),
        ({"a": None, "b": (1.0, "x")}, {"b": (1.0, "x"), "a": None}),
        (Point(1.0, jnp.ones(2)), Point(1.0, np.ones(2))),
        (Params(jnp.ones(2), "m"), Params(np.ones(2), "m")),
        (Opaque(3), Opaque(3)),
        (collections.OrderedDict(a=1.0), collections.OrderedDict(a=1.0)),
        ((), ()),
        (2**40, 2**40),
        (10**30, 10**30),
        (jnp.zeros(3, "int4") + 1, jnp.ones(3, "int4")),
        (jnp.ones(2, "float8_e4m3fn"), jnp.ones(2, "float8_e4m3fn")),
        (np.zeros(2, jax.dtypes.float0), np.zeros(2, jax.dtypes.float0)),
    ],
    ids=repr,
)
def test_equal_values_pass(actual, expected):
    assert check.close(actual, expected) is None


def test_order_is_structure_shape_dtype_finite_value():
    expected = {"a": jnp.ones(3), "b": jnp.ones(3)}
    wrong_value, wrong_shape = jnp.zeros(3), jnp.ones(4)
    assert "['b']` has shape" in said(lambda: check.close({"a": wrong_value, "b": wrong_shape}, expected))
    assert "['b']` has dtype" in said(
        lambda: check.close({"a": wrong_value, "b": jnp.ones(3, int)}, expected)
    )
    assert "['b']` has nan" in said(
        lambda: check.close({"a": wrong_value, "b": jnp.ones(3) / 0 * 0}, expected)
    )
    assert "lacks the key 'b'" in said(lambda: check.close({"a": wrong_shape}, expected))


def test_tolerances_can_be_given():
    check.close(1.01, 1.0, rtol=0.02)
    check.close(0.5, 0.0, atol=1.0)
    assert "a wrong value" in said(lambda: check.close(jnp.float32(1.00001), 1.0, rtol=1e-7, atol=0.0))


def test_float64_is_compared_more_closely():
    with jax.enable_x64(True):
        assert "a wrong value" in said(lambda: check.close(jnp.float64(1.000001), 1.0))
        check.close(jnp.float64(1.000001), jnp.float32(1.0), dtype=None)


def test_dtype_can_be_left_out_or_fixed():
    check.close(jnp.arange(3), jnp.arange(3.0), dtype=None)
    check.close({"n": 3}, {"n": 3.0}, dtype=None)
    check.close(jnp.ones(2, "float16"), 1.0 * np.ones(2), dtype="float16")
    assert said(lambda: check.close(jnp.ones(2), [1.0, 1.0], dtype=jnp.float16)) == (
        "check.close: `jnp.ones(2)` has dtype float32, expected float16"
    )


def test_numpy_float64_means_the_canonical_dtype():
    check.close(jnp.ones(2, "float32"), np.ones(2))
    with jax.enable_x64(True):
        assert "expected float64" in said(lambda: check.close(jnp.ones(2, "float32"), np.ones(2)))


MESSAGES = [
    (
        lambda: check.close(
            power_scan(1.5, 4),
            (1.5**4, [1.5, 2.25, 3.375, 5.0625]),
            hint="the history here excludes the start: return the new value as the output of each step",
        ),
        """
        check.close: `power_scan(1.5, 4)[1]` has the right shape but wrong values
          at [0]: yours 1.0, expected 1.5     (4 of 4 differ, largest difference 1.7)
          expected  [1.5, 2.25, 3.375, 5.0625]
          yours     [1.0, 1.5, 2.25, 3.375]
          your answer is shifted: each entry is the expected one of the place before

        hint: the history here excludes the start: return the new value as the output of each step
        """,
    ),
    (
        lambda: check.close(power_scan(1.5, 4)[0], 8.0),
        """
        check.close: `power_scan(1.5, 4)[0]` has a wrong value
          expected  8.0
          yours     5.0625
        """,
    ),
    (
        lambda: check.close(jax.grad(jnp.sin), 1.0),
        """
        check.close: `jax.grad(jnp.sin)` is a function, expected a number

        hint: this is a function, not its value: call it, or return what it gives
        """,
    ),
    (
        lambda: check.close(None, jnp.ones(3)),
        """
        check.close: `None` is None, expected an array of numbers of shape (3,)

        hint: the function returns None: is a `return` missing?
        """,
    ),
    (
        lambda: check.close("8", 8.0),
        """
        check.close: `"8"` is the string '8', expected a number
        """,
    ),
    (
        lambda: check.close([1.0, 2.0], jnp.array([1.0, 2.0])),
        """
        check.close: `[1.0, 2.0]` is a list of 2, expected an array of numbers of shape (2,)

        hint: that is a Python list: make it an array with jnp.array or jnp.stack
        """,
    ),
    (
        lambda: check.close((jnp.float32(3.0),), 3.0),
        """
        check.close: `(jnp.float32(3.0),)` is a tuple of 1, expected a number
          your answer holds the expected value at [0]

        hint: a tuple of one entry (a pullback gives one entry per input): take [0]
        """,
    ),
    (
        lambda: check.close((9.0, 3.0), 3.0),
        """
        check.close: `(9.0, 3.0)` is a tuple of 2, expected a number
          your answer holds the expected value at [1]

        hint: return entry [1] alone
        """,
    ),
    (
        lambda: check.close(jnp.ones(2), (1.0, 1.0)),
        """
        check.close: `jnp.ones(2)` is an array of numbers of shape (2,), expected a tuple of 2

        hint: give back the same containers and keys as the specification
        """,
    ),
    (
        lambda: check.close([1.0, 2.0], (1.0, 2.0)),
        """
        check.close: `[1.0, 2.0]` is a list of 2, expected a tuple of 2

        hint: give back the same containers and keys as the specification
        """,
    ),
    (
        lambda: check.close((1.0, 2.0), (1.0, 2.0, 3.0)),
        """
        check.close: `(1.0, 2.0)` has 2 entries, expected 3

        hint: give back the same containers and keys as the specification
        """,
    ),
    (
        lambda: check.close({"p": {"delta": 1.0, "vegas": 2.0}}, {"p": {"delta": 1.0, "vega": 2.0}}),
        """
        check.close: `{"p": {"delta": 1.0, "vegas": 2.0}}['p']` lacks the key 'vega' and has the unexpected key 'vegas'

        hint: give back the same containers and keys as the specification
        """,
    ),
    (
        lambda: check.close(collections.OrderedDict(a=1.0), {"a": 1.0}),
        """
        check.close: `collections.OrderedDict(a=1.0)` is an OrderedDict with the keys 'a', expected a dict with the keys 'a'

        hint: give back the same containers and keys as the specification
        """,
    ),
    (
        lambda: check.close(Params(1.0, "b"), Params(1.0, "a")),
        """
        check.close: `Params(1.0, "b")` is a Params with other static fields than expected
        """,
    ),
    (
        lambda: check.close({1: 0.0, "a": 0.0}, {"a": 0.0}),
        """
        check.close: `{1: 0.0, "a": 0.0}` is a dict with the keys 1, 'a' whose keys cannot be sorted: """
        """Comparator raised exception while sorting pytree dictionary keys.
        """,
    ),
    (
        lambda: check.close(Opaque(3), Params(1.0, "a")),
        """
        check.close: `Opaque(3)` is an Opaque, expected a Params

        hint: give back the same containers and keys as the specification
        """,
    ),
    (
        lambda: check.close(Opaque(3), Opaque(4)),
        """
        check.close: `Opaque(3)` has a wrong value
          expected  Opaque(4)
          yours     Opaque(3)
        """,
    ),
    (
        lambda: check.close(jnp.ones((3, 1)), jnp.ones(3)),
        """
        check.close: `jnp.ones((3, 1))` has shape (3, 1), expected (3,)
          your answer has the expected numbers in another shape

        hint: one axis of length 1 too many: take [0], or .reshape to the expected shape
        """,
    ),
    (
        lambda: check.close(jnp.ones((3, 3)), jnp.zeros(3)),
        """
        check.close: `jnp.ones((3, 3))` has shape (3, 3), expected (3,)

        hint: shapes (n, 1) and (n,) broadcast to (n, n): make them equal before you combine them
        """,
    ),
    (
        lambda: check.close(jnp.arange(3), [0.0, 1.0, 2.0]),
        """
        check.close: `jnp.arange(3)` has dtype int32, expected a float

        hint: integers in, integers out: start from floats (0.0, 1.0, jnp.asarray(x, float))
        """,
    ),
    (
        lambda: check.close(1, 1.0),
        """
        check.close: `1` is the int 1, expected a float

        hint: integers in, integers out: start from floats (0.0, 1.0, jnp.asarray(x, float))
        """,
    ),
    (
        lambda: check.close(jnp.asarray(True), 1),
        """
        check.close: `jnp.asarray(True)` has dtype bool, expected an int
        """,
    ),
    (
        lambda: check.close(jnp.ones(2, "float16"), jnp.ones(2)),
        """
        check.close: `jnp.ones(2, "float16")` has dtype float16, expected float32
        """,
    ),
    (
        lambda: check.close(jnp.ones(2), np.ones(2), dtype="float64"),
        """
        check.close: `jnp.ones(2)` has dtype float32, expected float64

        hint: 64-bit is off here: compute inside `with jax.enable_x64(True):`, data included
        """,
    ),
    (
        lambda: check.close(jnp.sqrt(jnp.array([4.0, -1.0])), [2.0, 1.0]),
        """
        check.close: `jnp.sqrt(jnp.array([4.0, -1.0]))` has nan where a finite value is expected
          at [1]: yours nan, expected 1.0     (1 of 2 entries)
          expected  [2.0, 1.0]
          yours     [2.0, nan]
        """,
    ),
    (
        lambda: check.close(jnp.float32(INF), 1.0),
        """
        check.close: `jnp.float32(INF)` has inf where a finite value is expected
          yours inf, expected 1.0
        """,
    ),
    (
        lambda: check.close(1.0, NAN),
        """
        check.close: `1.0` is finite where nan is expected
          yours 1.0, expected nan
        """,
    ),
    (
        lambda: check.close(-INF, INF),
        """
        check.close: `-INF` has -inf where inf is expected
          yours -inf, expected inf
        """,
    ),
    (
        lambda: check.close(jnp.zeros(1000).at[500].set(2), np.zeros(1000)),
        """
        check.close: `jnp.zeros(1000).at[500].set(2)` has the right shape but wrong values
          at [500]: yours 2.0, expected 0.0     (1 of 1000 differ, largest difference 2.0)
          expected  […, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, …]
          yours     […, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, …]
        """,
    ),
    (
        lambda: check.close(jnp.zeros((50, 60), int).at[7, 2].set(5), np.zeros((50, 60), int)),
        """
        check.close: `jnp.zeros((50, 60), int).at[7, 2].set(5)` has the right shape but wrong values
          at [7, 2]: yours 5, expected 0     (1 of 3000 differ, largest difference 5)
          expected  [7, :]  [0, 0, 0, 0, 0, 0, 0, 0, …]
          yours     [7, :]  [0, 0, 5, 0, 0, 0, 0, 0, …]
        """,
    ),
    (
        lambda: check.close(jnp.float32(1.000001), jnp.float32(1.0), rtol=0.0, atol=0.0),
        """
        check.close: `jnp.float32(1.000001)` has a wrong value
          expected  1.0
          yours     1.00000095
        """,
    ),
    (
        lambda: check.close(jax.random.key(1), jax.random.key(2)),
        """
        check.close: `jax.random.key(1)` holds another key than expected
        """,
    ),
    (
        lambda: check.close(jax.random.split(KEY, 2), jax.random.split(jax.random.key(1), 2)),
        """
        check.close: `jax.random.split(KEY, 2)` holds another key than expected (2 of 2 differ)
        """,
    ),
    (
        lambda: check.close(jax.random.key(1, impl="rbg"), jax.random.key(1)),
        """
        check.close: `jax.random.key(1, impl="rbg")` holds keys of another kind: key<rbg>, expected key<fry>
        """,
    ),
    (
        lambda: check.close(jax.random.key_data(KEY), KEY),
        """
        check.close: `jax.random.key_data(KEY)` is an array of numbers of shape (2,), expected a key
        """,
    ),
    (
        lambda: check.close("sgd", "adam"),
        """
        check.close: `"sgd"` has a wrong value
          expected  'adam'
          yours     'sgd'
        """,
    ),
    (
        lambda: check.close(np.array([None, 1], dtype=object), jnp.ones(2)),
        """
        check.close: `np.array([None, 1], dtype=object)` is a NumPy array of objects of shape (2,), """
        """expected an array of numbers of shape (2,)
        """,
    ),
]


@pytest.mark.parametrize(("call", "message"), MESSAGES, ids=[m.split("`")[1] for _, m in MESSAGES])
def test_message(call, message):
    assert said(call) == text(message)


def test_leaked_tracer_is_named():
    kept = []
    jax.jit(lambda x: kept.append(x) or x)(1.0)
    assert said(lambda: check.close(kept[0], 1.0)) == text(
        """
        check.close: `kept[0]` is a tracer (float32[]): it has no value

        hint: a tracer lives only while JAX traces: return what you need instead of storing it in a list or global
        """
    )


def test_donated_array_is_named():
    x = jnp.ones(3)
    jax.jit(lambda x: x * 2, donate_argnums=0)(x)
    assert said(lambda: check.close(x, jnp.ones(3))) == text(
        """
        check.close: `x` holds an array whose buffer was given away (donated)

        hint: an array that was donated to a compiled function cannot be used again
        """
    )


def test_object_that_pleases_everyone_does_not_pass():
    class Pleaser:
        def __eq__(self, other):
            return True

        __hash__ = None

    assert "is a Pleaser, expected a number" in said(lambda: check.close(Pleaser(), 1.0))
    assert "is a Pleaser, expected an Opaque" in said(lambda: check.close(Pleaser(), Opaque(1)))


def test_whole_message_stays_short_for_a_huge_tree():
    tree = {f"w{i}": jnp.ones((300, 300)) for i in range(50)}
    wrong = {name: -x for name, x in tree.items()}
    message = said(lambda: check.close(wrong, tree))
    assert len(message.splitlines()) <= 7
    assert max(map(len, message.splitlines())) <= 120


def test_known_wrong_value_gives_its_hint():
    hints = {4.0: "the body is (i, value)", 16.0: "one step too many"}
    with pytest.raises(check.CheckError) as caught:
        check.close(jnp.float32(16.0), 8.0, known_wrong=hints)
    assert caught.value.hint == "one step too many"
    assert caught.value.what == text(
        """
        check.close: `jnp.float32(16.0)` has a wrong value
          expected  8.0
          yours     16.0
          your answer is off by exactly a factor of 2
        """
    )


def test_known_wrong_value_wins_over_the_general_hint():
    known = {4.0: "special"}
    assert said(lambda: check.close(4.0, 8.0, known_wrong=known, hint="general")).endswith("special")
    assert said(lambda: check.close(5.0, 8.0, known_wrong=known, hint="general")).endswith("general")


def test_known_wrong_value_that_is_right_is_ignored():
    check.close(1.0, 1.0, known_wrong={1.0: "never"})
    assert "never" not in said(lambda: check.close(2.0, 1.0, known_wrong=[(1.0, "never"), (3.0, "never")]))


def test_known_wrong_arrays_and_trees_are_pairs():
    wrong = [(jnp.ones(3), "ones"), ({"a": 1.0}, "a tree"), (jnp.ones((3, 2)).T, "transposed")]
    assert said(lambda: check.close(jnp.ones(3), jnp.zeros(3), known_wrong=wrong)).endswith("hint: ones")
    assert said(lambda: check.close({"a": 1.0}, {"a": 2.0}, known_wrong=wrong)).endswith("hint: a tree")
    assert said(lambda: check.close(jnp.ones((2, 3)), jnp.ones((3, 2)), known_wrong=wrong)).endswith(
        "transposed"
    )


def test_known_wrong_leaf_is_found_inside_a_tree():
    wrong = {4.0: "the body is (i, value)"}
    assert said(lambda: check.close((4.0, 3), (8.0, 3), known_wrong=wrong)).endswith("the body is (i, value)")


def test_known_wrong_value_may_be_of_another_dtype_or_nan():
    assert said(lambda: check.close(jnp.int32(4), 8.0, known_wrong={4.0: "four"})).endswith("hint: four")
    assert said(lambda: check.close(jnp.float32(NAN), 8.0, known_wrong={NAN: "0/0"})).endswith("hint: 0/0")


def test_same_tree_looks_at_form_only():
    check.same_tree({"a": jnp.zeros(3)}, {"a": jnp.ones(3)})
    check.same_tree({"a": jnp.zeros(3)}, jax.eval_shape(lambda: {"a": jnp.ones(3)}))
    check.same_tree(jax.random.key(0), jax.random.key(1))


def test_same_tree_messages():
    params = {"w": jnp.zeros((3, 2)), "n": 1}
    assert said(lambda: check.same_tree({"w": params["w"]}, params, hint="keep all keys")) == text(
        """
        check.same_tree: `{"w": params["w"]}` lacks the key 'n'

        hint: keep all keys
        """
    )
    assert said(lambda: check.same_tree({**params, "w": params["w"].T}, params)) == (
        'check.same_tree: `{**params, "w": params["w"].T}[\'w\']` has shape (2, 3), expected (3, 2)'
    )
    assert said(lambda: check.same_tree(params, {**params, "n": 1.0})) == text(
        """
        check.same_tree: `params['n']` is the int 1, expected a float

        hint: integers in, integers out: start from floats (0.0, 1.0, jnp.asarray(x, float))
        """
    )
