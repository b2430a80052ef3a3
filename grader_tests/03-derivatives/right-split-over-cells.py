"""Work spread over cells of the student's own, with imports and names that the checks use as well."""
# %% new after imports
import functools
from jax import grad, value_and_grad
from jax.scipy.special import erf
call, put, table, wrong, product, answer, model = "some", "names", "of", "my", "own", 1.0, [2.0]
DELTA = 0.5
# %% slope
slope = grad
# %% new after nth-derivative-task
def compose(g, n):
    return functools.reduce(lambda h, _: g(h), range(n), None)
# %% nth-derivative
nth_derivative = lambda f, n: functools.reduce(lambda g, _: grad(g), range(n), f)
# %% new after value-slope-curvature-task
def twice(f):
    """The pair (slope, value), for has_aux."""
    def pair(t):
        v, s = value_and_grad(f)(t)
        return s, v
    return value_and_grad(pair, has_aux=True)
# %% value-slope-curvature
def value_slope_curvature(f, x=1.0, *, extra=None):
    (s, v), c = twice(f)(x)
    return jnp.stack([v, s, c])
# %% new after bs-price-task
def N(z):
    return (1 + erf(z / math.sqrt(2))) / 2
# %% bs-price
def bs_price(S, K, r, sigma, T, kind="call"):
    d1 = (jnp.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * jnp.sqrt(T))
    d2 = d1 - sigma * jnp.sqrt(T)
    return S * N(d1) - K * jnp.exp(-r * T) * N(d2)
# %% greeks
call = functools.partial(bs_price, kind="call")
def greeks(price, *market):
    S, K, r, sigma, T = market
    names = dict(delta=0, vega=3, theta=4, rho=2)
    out = {name: grad(price, argnums=i)(*market) for name, i in names.items()}
    out["theta"] *= -1
    return out | {"gamma": slope(slope(lambda s: price(s, *market[1:])))(S)}
