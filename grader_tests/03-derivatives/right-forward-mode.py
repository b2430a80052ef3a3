"""jvp and jacfwd throughout, instead of grad."""
# %% slope
def slope(f):
    return jax.jacfwd(f)
# %% nth-derivative
def nth_derivative(f, n):
    if n == 0:
        return f
    inner = nth_derivative(f, n - 1)
    return lambda x: jax.jvp(inner, (x,), (1.0,))[1]
# %% elasticity
def elasticity(f, x):
    x = jnp.float32(x)
    value, growth = jax.jvp(f, (x,), (x,))
    return growth / value
# %% value-slope-curvature
def value_slope_curvature(f, x):
    def pushed(t):
        return jax.jvp(f, (t,), (1.0,))

    (value, rise), (_, bend) = jax.jvp(pushed, (x,), (1.0,))
    return value, rise, bend
# %% greeks
def greeks(price, S, K, r, sigma, T):
    market = (S, K, r, sigma, T)

    def partial(i):
        direction = [0.0] * 5
        direction[i] = 1.0
        return jax.jvp(price, market, tuple(direction))[1]

    gamma = jax.jacfwd(jax.jacfwd(price))(*market)
    return dict(delta=partial(0), gamma=gamma, rho=partial(2), theta=-partial(4), vega=partial(3))
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = 0.3
    for _ in range(10):
        value, vega = jax.jvp(lambda v: price(S, K, r, v, T), (sigma,), (1.0,))
        sigma = sigma - (value - observed) / vega
    return sigma
