"""Other mathematics with the same answers: logarithms, put-call parity, symmetry of the normal, a last exact step."""
# %% elasticity
def elasticity(f, x):
    return jax.grad(lambda u: jnp.log(f(jnp.exp(u))))(jnp.log(x))
# %% value-slope-curvature
def value_slope_curvature(f, x):
    slope_at, pull = jax.vjp(jax.grad(f), x)
    return f(x), slope_at, pull(jnp.ones_like(slope_at))[0]
# %% bs-price
def bs_price(S, K, r, sigma, T):
    forward = S * jnp.exp(r * T)
    d2 = jnp.log(forward / K) / (sigma * jnp.sqrt(T)) - sigma * jnp.sqrt(T) / 2
    d1 = d2 + sigma * jnp.sqrt(T)
    put = K * jnp.exp(-r * T) * norm.cdf(-d2) - S * norm.cdf(-d1)
    return put + S - K * jnp.exp(-r * T)
# %% greeks
def greeks(price, S, K, r, sigma, T):
    first = jax.jacrev(price, argnums=list(range(5)))
    partials = dict(zip("SKrsT", first(S, K, r, sigma, T)))
    curvature = value_slope_curvature(lambda s: price(s, K, r, sigma, T), S)[2]
    return {
        "delta": partials["S"],
        "gamma": curvature,
        "vega": partials["s"],
        "rho": partials["r"],
        "theta": -partials["T"],
    }
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    low, high = 0.01, 3.0
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if price(S, K, r, middle, T) < observed else (low, middle)
    value, vega = jax.value_and_grad(price, 3)(S, K, r, middle, T)
    return middle - (value - observed) / vega
