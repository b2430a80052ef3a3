"""What two programs have in common, and a program with its floats taken out."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from gradlab.grade import jax_skeletons
from gradlab.grade.jax_internals import core

X = jnp.array([0.5, -1.5, 2.25])


def digest(f, *args):
    return jax_skeletons.of_program(jax.make_jaxpr(f)(*args)).digest


def floats(f, *args):
    return [float(x) for x in jax_skeletons.of_program(jax.make_jaxpr(f)(*args)).floats]


def scan(factor, start=1.0, length=3):
    return lambda x: lax.scan(lambda carry, _: (carry * x + factor, carry), start, None, length=length)


class Test_same:
    def test_other_floats(self):
        assert digest(lambda x: 2.5 * x, X) == digest(lambda x: 3.5 * x, X)

    def test_other_names(self):
        def one(x):
            doubled = x + x
            return jnp.sin(doubled)

        def other(y):
            return jnp.sin(y + y)

        assert digest(one, X) == digest(other, X)

    def test_floats_in_the_body_of_a_loop(self):
        assert digest(scan(0.5), 2.0) == digest(scan(-7.0), 2.0)
        assert floats(scan(0.5, start=4.0), 2.0) == [4.0, 0.5]

    def test_floats_in_the_condition_of_a_loop(self):
        def loop(tolerance, factor):
            return lambda x: lax.while_loop(lambda s: s > tolerance, lambda s: factor * s, x)

        assert digest(loop(0.1, 0.5), 2.0) == digest(loop(0.2, 0.25), 2.0)
        assert floats(loop(0.25, 0.5), 2.0) == [0.25, 0.5]

    def test_floats_in_an_inner_jit(self):
        assert digest(lambda x: jax.jit(lambda y: y * 2.0)(x) + 1.0, X) == digest(
            lambda x: jax.jit(lambda y: y * 3.0)(x) + 5.0, X
        )

    def test_other_arrays_closed_over(self):
        one, other = jnp.array([1.0, 2.0, 3.0]), jnp.array([4.0, 5.0, 6.0])
        assert digest(lambda x: x + one, X) == digest(lambda x: x + other, X)


class Test_different:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (lambda x: x + 1.0, lambda x: 1.0 + x),
            (lambda x: x + 1.0, lambda x: x - 1.0),
            (lambda x: x**2, lambda x: x**3),
            (lambda x: x[0], lambda x: x[1]),
            (lambda x: (x, 2 * x), lambda x: (2 * x, x)),
            (lambda x: x + x, lambda x: x * 2.0),
            (lambda x: lax.fori_loop(0, 3, lambda i, v: v * 2.0, x), lambda x: lax.fori_loop(0, 4, lambda i, v: v * 2.0, x)),
            (lambda x: jnp.where(x > 0, x, 0.0), lambda x: jnp.where(x >= 0, x, 0.0)),
            (lambda x: x.astype(int), lambda x: x.astype("float16")),
            (lambda x: lax.cond(x[0] > 0, jnp.sin, jnp.cos, x), lambda x: lax.cond(x[0] > 0, jnp.cos, jnp.sin, x)),
            (lambda x: x.sum(0), lambda x: x.sum(0, keepdims=True)),
            (lambda x: jnp.cumsum(x), lambda x: lax.cumsum(x, reverse=True)),
        ],
    )  # fmt: skip
    def test_programs(self, one, other):
        assert digest(one, X) != digest(other, X)

    @pytest.mark.parametrize(
        "other",
        [jnp.zeros(4), jnp.zeros((3, 1)), jnp.zeros(3, int), jnp.zeros(3, "float16"), np.float32(0), 0.0],
    )
    def test_types(self, other):
        assert digest(lambda x: x + 1, X) != digest(lambda x: x + 1, other)

    def test_weak_types(self):
        assert digest(lambda x: x * 2, 1.0) != digest(lambda x: x * 2, jnp.float32(1.0))

    def test_an_integer_is_part_of_the_structure(self):
        assert digest(lambda x: x * 2, jnp.arange(3)) != digest(lambda x: x * 3, jnp.arange(3))

    def test_a_float_that_is_used_twice_is_two(self):
        assert floats(lambda x: (x + 1.0) * 1.0, X) == [1.0, 1.0]


class Test_indescribable:
    @pytest.mark.parametrize(
        "f",
        [
            lambda x: (jax.debug.print("{}", x), x)[1],
            lambda x: jax.pure_callback(np.sin, x, x),
            lambda x: lax.with_sharding_constraint(x, jax.sharding.SingleDeviceSharding(jax.devices()[0])),
        ],
    )
    def test_raises(self, f):
        with pytest.raises(jax_skeletons.Indescribable):
            digest(f, X)


@jax.custom_jvp
def cubed(x):
    return x**3.0


cubed.defjvps(lambda t, ans, x: t * 3.0 * x**2.0)


def newton(a, tolerance=1e-3):
    def unfinished(state):
        return (jnp.abs(state[0] ** 2 - a) > tolerance) & (state[1] < 40)

    return lax.while_loop(unfinished, lambda s: ((s[0] + a / s[0]) / 2, s[1] + 1), (a, 0))


PROGRAMS = [
    (lambda x: 2.5 * x + 1.0, (X,)),
    (lambda x: jnp.where(x > 0.25, x, -0.75), (X,)),
    (lambda x: lax.clamp(-1.0, x, 1.0), (X,)),
    (scan(0.5, start=4.0, length=5), (1.5,)),
    (scan(0.5, length=0), (1.5,)),
    (newton, (2.0,)),
    (jax.jacfwd(lambda a: newton(a, 1e-5)[0]), (9.0,)),
    (jax.vmap(newton), (jnp.array([0.25, 9.0]),)),
    (jax.grad(lambda x: scan(0.5, length=4)(x)[0]), (1.5,)),
    (jax.grad(lambda x: jnp.sum(cubed(x) * 2.0)), (X,)),
    (jax.vmap(jax.grad(lambda x: cubed(x) + 0.5)), (X,)),
    (lambda x: jax.jit(lambda y: y * 2.0 + jax.jit(lambda z: z - 0.125)(y))(x) / 3.0, (X,)),
    (lambda x: lax.cond(x[0] > 0.0, lambda y: y * 2.0, lambda y: y - 1.0, x), (X,)),
    (lambda x: lax.fori_loop(0, 4, lambda i, v: v * 1.5 + lax.fori_loop(0, i, lambda j, w: w + 0.25, 1.0), x), (2.0,)),
    (lambda x: (x, 1.0, 2.0 * x), (X,)),
    (lambda k: jax.random.normal(k, (4,)) * 0.5, (jax.random.key(1),)),
    (lambda x: x @ jnp.array([[1.0], [2.0], [3.0]]) + 0.5, (X,)),
    (jax.hessian(lambda x: jnp.sum(jnp.sin(x) ** 2.0 * 0.5)), (X,)),
    (jax.checkpoint(lambda x: jnp.sin(x) * 0.5), (X,)),
    (lambda: jnp.linspace(0.0, 1.0, 5) * 0.5, ()),
]  # fmt: skip


@pytest.mark.parametrize(("f", "args"), PROGRAMS)
def test_hoisted_computes_the_same(f, args):
    program = jax.make_jaxpr(f)(*args)
    skeleton = jax_skeletons.of_program(program)
    widened, values = jax_skeletons.hoisted(program)
    assert [x.tobytes() for x in values] == [x.tobytes() for x in skeleton.floats]
    core.check_jaxpr(widened.jaxpr)
    expected = jax.jit(core.jaxpr_as_fun(program))(*args)
    typed = zip(values, widened.in_avals, strict=False)
    leaves = [*(float(x) if aval.weak_type else x for x, aval in typed), *program.consts, *args]
    answer = jax.jit(core.jaxpr_as_fun(widened))(*leaves)
    assert jax.tree.map(jax.typeof, answer) == jax.tree.map(jax.typeof, expected)
    for one, other in zip(answer, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=3e-7)


def test_other_floats_give_what_they_should():
    """The executable of one program, called with the floats of another, computes the other."""
    make = functools.partial(lambda a, b: lambda x: jnp.sin(x * a) + scan(b, start=a, length=4)(x[0])[0])
    one, other = jax.make_jaxpr(make(2.0, 0.5))(X), jax.make_jaxpr(make(-3.0, 0.25))(X)
    widened, _ = jax_skeletons.hoisted(one)
    values = jax_skeletons.of_program(other).floats
    assert jax_skeletons.of_program(one).digest == jax_skeletons.of_program(other).digest
    (answer,) = core.jaxpr_as_fun(widened)(*values, X)
    np.testing.assert_allclose(answer, make(-3.0, 0.25)(X), rtol=1e-6)


def test_operation_is_described_like_its_program():
    """A loop run eagerly with other floats is one operation; of another length it is another."""
    eqns = [jax.make_jaxpr(scan(c, length=n))(2.0).eqns[-1] for c, n in ((0.5, 3), (0.75, 3), (0.5, 4))]
    found = [
        jax_skeletons.of_operation(e.primitive, [jax.typeof(2.0), jax.typeof(1.0)], e.params) for e in eqns
    ]
    assert found[0].digest == found[1].digest
    assert found[0].digest != found[2].digest
