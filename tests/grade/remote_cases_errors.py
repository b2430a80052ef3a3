"""Errors: the same class, the same opening of the message. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "trace_errors",
        """
def i(x): return 1 if x > 0 else 2
def fl(x): return float(x)
def it(x): return int(x)
def npf(x): return np.sin(x)
def npa(x): return jnp.asarray(np.array(x))
def rg(n): return sum(range(n))
def se(x):
    x[0] = 1.0
    return x
def mask(x): return x[x > 0]
def uq(x): return jnp.unique(x)
def ix(x): return [1, 2, 3][x]
def sh(n): return jnp.zeros(n)
def wh(x): return jnp.where(x > 0)
def item(x): return x.item()
def tl(x): return x.tolist()
def itr(x): return [a for a in x]
def hs(x): return hash(x)
def ln(x): return len(x)
def fmt(x): return f"{x:.2f}"
def sl(x, n): return x[:n]
""",
        """
o = jnp.ones(3)
(
    *[
        T(lambda f=f, x=x: jax.jit(f)(*x))
        for f, x in [
            (i, (1.0,)),
            (fl, (1.0,)),
            (it, (1.0,)),
            (npf, (1.0,)),
            (npa, (1.0,)),
            (rg, (3,)),
            (se, (o,)),
            (mask, (o,)),
            (uq, (o,)),
            (ix, (1,)),
            (sh, (3,)),
            (wh, (o,)),
            (item, (1.0,)),
            (tl, (o,)),
            (itr, (o,)),
            (itr, (1.0,)),
            (hs, (1.0,)),
            (ln, (1.0,)),
            (fmt, (1.0,)),
            (sl, (o, 2)),
        ]
    ],
)
""",
    ),
    Case(
        "trace_errors_vmap_grad",
        """
def i(x): return 1.0 if x > 0 else 2.0 * x
def fl(x): return float(x) * x
def npf(x): return np.sin(x) * x
def npa(x): return jnp.asarray(np.array(x)) * x
def item(x): return x.item() * x
def rg(x): return sum(range(x))
""",
        """
o = jnp.ones(3)
(*[T(lambda f=f: jax.vmap(f)(o)) for f in (i, fl, npf, npa, item)],)
(*[T(lambda f=f: jax.grad(f)(2.0)) for f in (i, fl, npf, npa, item, rg)],)
(*[T(lambda f=f: jax.jacfwd(f)(2.0)) for f in (i, fl, npf, npa, item)],)
""",
    ),
    Case(
        "catch_by_class",
        """
def f(x):
    if x > 0: return x
    return -x
def g(n): return jnp.zeros(n)
def h(): return undefined_name
def k(d): return d["a"]
def z(): return 1 / 0
""",
        """
def c(E, fn):
    try: fn()
    except E: return "caught"
    except Exception as e: return "other " + type(e).__name__
    return "none"
c(jax.errors.TracerBoolConversionError, lambda: jax.jit(f)(1.0))
c(jax.errors.ConcretizationTypeError, lambda: jax.jit(f)(1.0))
c(TypeError, lambda: jax.jit(g)(3))
c(NameError, h)
c(KeyError, lambda: k({}))
c(LookupError, lambda: k({}))
c(ZeroDivisionError, z)
c(ArithmeticError, z)
c(ValueError, z)
""",
    ),
    Case(
        "raised_messages",
        r"""
def v(x): raise ValueError("need x > 0")
def k(): return {}["zz"]
def a(): assert 1 == 2, "mm"
class MyErr(ValueError): pass
def m(): raise MyErr("mine", 3)
def n(): raise NotImplementedError
def u(): return b"\xff".decode("utf8")
def o(): return open("/nonexistent")
def r(): return r()
def s(): raise SystemExit(3)
def st(): raise StopIteration(4)
def sy(): return eval("1+")
def la(): return np.linalg.inv(np.zeros((2, 2)))
def gr(): raise ExceptionGroup("eg", [ValueError(1)])
""",
        """
def msg(f):
    try: f()
    except Exception as e:
        return (
            type(e).__name__,
            [
                b.__name__
                for b in type(e).__mro__
                if b in (ValueError, TypeError, LookupError, OSError, RuntimeError)
            ],
            str(e)[:60],
        )
msg(lambda: v(1.0))
msg(lambda: jax.jit(v)(1.0))
msg(k)
msg(a)
msg(m)
msg(n)
msg(u)
msg(o)
msg(r)[:2]
msg(st)
msg(sy)[:1]
msg(la)
msg(gr)[:1]
""",
    ),
    Case(
        "catch_student_class",
        """
class MyErr(ValueError): pass
def m(): raise MyErr("mine")
""",
        """
def c():
    try: m()
    except MyErr as e: return ("caught", str(e))
c()
""",
    ),
    Case(
        "leaked_tracer",
        """
box = []
def f(x):
    box.append(x)
    return x * 2
def g(): return box[0] + 1
""",
        """
jax.jit(f)(1.0)
g()
""",
    ),
    Case(
        "leak_check",
        """
box = []
def f(x):
    box.append(x)
    return x * 2
""",
        """
with jax.checking_leaks(): shown += [T(lambda: jax.jit(f)(1.0))]
""",
    ),
    Case(
        "nonscalar_errors",
        """
def f(x): return x * 2
def g(x): return {"a": x}
def c(x): return x * 1j
""",
        """
jax.grad(f)(jnp.ones(2))
jax.grad(g)(1.0)
jax.grad(c)(1.0)
jax.grad(lambda z: c(z).real)(1.0 + 0j)
jax.grad(c, holomorphic=True)(1.0 + 0j)
jax.jit(jax.grad(f))(jnp.ones(2))
""",
    ),
)
