"""What a course builds: optimisers, samplers, dynamic programs, ODEs. See `remote_cases`."""

from remote_cases import Case

CASES = (
    Case(
        "optimizer_loop",
        """
def loss(p, x, y): return jnp.mean((p["w"] * x + p["b"] - y) ** 2)
def adam(loss, p, x, y, lr, n):
    m = jax.tree.map(jnp.zeros_like, p)
    v = m
    def step(s, i):
        p, m, v = s
        l, g = jax.value_and_grad(loss)(p, x, y)
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, v, g)
        p = jax.tree.map(
            lambda p, m, v: (
                p - lr * (m / (1 - 0.9 ** (i + 1))) / (jnp.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-08)
            ),
            p,
            m,
            v,
        )
        return ((p, m, v), l)
    (p, _, _), ls = lax.scan(step, (p, m, v), jnp.arange(n))
    return (p, ls)
""",
        """
x = jnp.linspace(-1, 1, 20)
y = 3 * x + 1
p0 = {"w": jnp.float32(0.0), "b": jnp.float32(0.0)}
adam(loss, p0, x, y, 0.1, 50)
jax.jit(lambda p: adam(loss, p, x, y, 0.1, 50))(p0)
jax.grad(lambda lr: adam(loss, p0, x, y, lr, 5)[1][-1])(0.1)
jax.vmap(lambda w: adam(loss, {"w": w, "b": 0.0 * w}, x, y, 0.1, 10)[1][-1])(jnp.arange(3.0))
adam(lambda p, x, y: jnp.mean(jnp.abs(p["w"] * x + p["b"] - y)), p0, x, y, 0.1, 10)
""",
    ),
    Case(
        "mcmc",
        """
def mh(key, x, logp, s):
    k, a = jax.random.split(key)
    y = x + s * jax.random.normal(k, jnp.shape(x))
    return jnp.where(jnp.log(jax.random.uniform(a)) < logp(y) - logp(x), y, x)
def chain(key, x, logp, n):
    return lax.scan(lambda x, k: (mh(k, x, logp, 0.5), x), x, jax.random.split(key, n))[1]
def leap(q, p, logp, eps, L):
    g = jax.grad(logp)
    for _ in range(L):
        p = p + 0.5 * eps * g(q)
        q = q + eps * p
        p = p + 0.5 * eps * g(q)
    return (q, p)
""",
        """
lp = lambda x: -0.5 * jnp.sum(x**2)
k = jax.random.key(0)
chain(k, jnp.zeros(2), lp, 20)
jax.jit(lambda k: chain(k, jnp.zeros(2), lp, 20))(k)
jax.vmap(lambda k: chain(k, jnp.zeros(2), lp, 10))(jax.random.split(k, 3))
leap(jnp.ones(2), jnp.ones(2), lp, 0.1, 3)
jax.jit(lambda q, p: leap(q, p, lp, 0.1, 3))(jnp.ones(2), jnp.ones(2))
jax.jacfwd(lambda q: leap(q, q, lp, 0.1, 3)[0])(jnp.ones(2))
""",
    ),
    Case(
        "vfi",
        """
def bellman(v, par, grid):
    c = grid[:, None] ** par["alpha"] + 0.9 * grid[:, None] - grid[None, :]
    u = jnp.where(c > 0, jnp.log(jnp.where(c > 0, c, 1.0)), -jnp.inf)
    q = u + par["beta"] * v[None, :]
    return (q.max(1), q.argmax(1))
def solve(par, grid, T):
    return lax.scan(
        lambda v, _: (lambda w: (w, jnp.max(jnp.abs(w - v))))(bellman(v, par, grid)[0]),
        jnp.zeros_like(grid),
        None,
        length=T,
    )
""",
        """
g = jnp.linspace(0.1, 3.0, 20)
par = {"alpha": 0.3, "beta": 0.9}
bellman(jnp.zeros(20), par, g)
solve(par, g, 10)
jax.jit(solve, static_argnums=2)(par, g, 10)
jax.vmap(lambda b: solve({"alpha": 0.3, "beta": b}, g, 10)[1])(jnp.array([0.8, 0.9]))
jax.grad(lambda b: solve({"alpha": 0.3, "beta": b}, g, 10)[0][5])(0.9)
jax.grad(lambda p: solve(p, g, 5)[0].sum())(par)
""",
    ),
    Case(
        "neural_ode",
        """
def init(key, sizes):
    return [
        {"w": jax.random.normal(k, (a, b)) / jnp.sqrt(a), "b": jnp.zeros(b)}
        for k, a, b in zip(jax.random.split(key, len(sizes) - 1), sizes[:-1], sizes[1:])
    ]
def mlp(ps, x):
    for p in ps[:-1]: x = jnp.tanh(x @ p["w"] + p["b"])
    return x @ ps[-1]["w"] + ps[-1]["b"]
def rk4(f, y, dt):
    a = f(y)
    b = f(y + dt * a / 2)
    c = f(y + dt * b / 2)
    d = f(y + dt * c)
    return y + dt * (a + 2 * b + 2 * c + d) / 6
def ode(ps, y0, dt, n):
    return lax.scan(lambda y, _: (rk4(lambda z: mlp(ps, z), y, dt), y), y0, None, length=n)[1]
@partial(jax.jit, static_argnums=4, donate_argnums=0)
def train(ps, y0, ys, dt, n):
    l, g = jax.value_and_grad(lambda p: jnp.mean((ode(p, y0, dt, n) - ys) ** 2))(ps)
    return (jax.tree.map(lambda p, g: p - 0.1 * g, ps, g), l)
""",
        """
k = jax.random.key(0)
ps = init(k, [2, 8, 2])
y0 = jnp.ones(2)
jax.tree.map(jnp.shape, ps)
mlp(ps, y0)
rk4(lambda y: -y, 1.0, 0.1)
ode(ps, y0, 0.1, 5)
jax.vmap(mlp, in_axes=(None, 0))(ps, jnp.ones((3, 2)))
jax.jit(jax.grad(lambda p: ode(p, y0, 0.1, 5).sum()))(ps)
q, l = train(ps, y0, jnp.zeros((5, 2)), 0.1, 5)
q
l
ps[0]["w"].is_deleted()
""",
    ),
    Case(
        "implicit_eq",
        """
def demand(p, th): return th["a"] - th["b"] * p
def supply(p, th): return th["c"] * p
def price(th):
    return lax.while_loop(
        lambda s: jnp.abs(demand(s, th) - supply(s, th)) > 1e-05,
        lambda p: p + 0.1 * (demand(p, th) - supply(p, th)),
        jnp.asarray(1.0),
    )
price_d = jax.custom_jvp(price)
@price_d.defjvp
def _(pr, ta):
    (th,) = pr
    (t,) = ta
    p = price_d(th)
    ex = lambda p, th: demand(p, th) - supply(p, th)
    return (p, -jax.jvp(lambda th: ex(p, th), (th,), (t,))[1] / jax.grad(ex)(p, th))
""",
        """
th = {"a": 10.0, "b": 1.0, "c": 1.0}
price(th)
jax.grad(price)(th)
jax.jvp(price, (th,), (th,))[0]
jax.grad(price_d)(th)
jax.jit(jax.grad(price_d))(th)
jax.vmap(lambda a: price_d({"a": a, "b": 1.0, "c": 1.0}))(jnp.array([8.0, 10.0]))
jax.hessian(lambda a: price_d({"a": a, "b": 1.0, "c": 1.0}))(10.0)
jax.jacfwd(price_d)(th)
""",
    ),
)
