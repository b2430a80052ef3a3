"""Everything is compiled by decorators, sizes static by name, and arrays are made of every number.
"""
# %% power-static
from functools import partial


@partial(jax.jit, static_argnames=("n",))
def power_static(x, n):
    product = jnp.ones((), jnp.float32)
    for i in range(n):
        product *= x
    return product
# %% power-fori
@jax.jit
def power_fori(x, n):
    return lax.fori_loop(0, n, lambda i, v: jnp.multiply(v, x), jnp.ones_like(x, dtype=jnp.float32))
# %% power-scan
@partial(jax.jit, static_argnums=1)
def power_scan(x, n):
    return lax.scan(lambda c, _: (c * x, c * x), jnp.float32(1), xs=None, length=n)
# %% newton-sqrt
@jax.jit
def newton_sqrt(a, tol):
    a = jnp.asarray(a, dtype=jnp.float32)
    go = lambda s: jnp.logical_and(jnp.abs(s[0] * s[0] - a) > tol, s[1] < 40)
    return lax.while_loop(go, lambda s: (0.5 * (s[0] + a / s[0]), s[1] + 1), (a, jnp.int32(0)))
# %% ar1-path
@jax.jit
def ar1_path(params, shocks):
    mu, rho, sigma = params["mu"], params["rho"], params["sigma"]
    return mu + lax.scan(lambda z, e: (rho * z + sigma * e,) * 2, jnp.zeros(()), shocks)[1]
# %% logistic-orbit
@partial(jax.jit, static_argnums=(2, 3))
def logistic_orbit(r, x0, burn, keep):
    _, xs = lax.scan(lambda x, _: (r * x * (1 - x),) * 2, jnp.asarray(x0, float), None, burn + keep)
    return xs[burn:]
# %% growth-path
@partial(jax.jit, static_argnames="T")
def growth_path(par, k0, T):
    s, alpha, delta = jnp.array(par["s"]), jnp.array(par["alpha"]), jnp.array(par["delta"])
    ks = lax.scan(lambda k, _: (s * k**alpha + (1 - delta) * k, k), jnp.asarray(k0, float), None, length=T)
    return ks[0], (1 - s) * ks[1] ** alpha
