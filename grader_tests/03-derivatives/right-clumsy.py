"""Clumsy and correct: Python floats, repeated code, a list of derivatives, six separate gradients, renamed arguments."""
# %% slope
def slope(function):
    gradient_function = jax.grad(function, argnums=(0,))

    def derivative(value):
        result = gradient_function(value)
        return result[0]

    return derivative
# %% nth-derivative
def nth_derivative(function, order):
    derivatives = [function]
    while len(derivatives) <= order:
        derivatives.append(jax.grad(derivatives[-1]))
    return derivatives[order]
# %% elasticity
def elasticity(function, price):
    price = float(np.asarray(price))
    quantity = float(function(price))
    change = float(jax.grad(function)(price))
    return float(price * change / quantity)
# %% value-slope-curvature
def value_slope_curvature(f, x):
    both = jax.value_and_grad(f)(x)
    third = jax.grad(jax.grad(f))(x)
    return [float(both[0]), float(both[1]), float(third)]
# %% bs-price
def bs_price(S, K, r, sigma, T):
    S, K, r, sigma, T = (jnp.asarray(z, dtype=jnp.float32) for z in (S, K, r, sigma, T))
    d1 = jnp.log(S / K)
    d1 = d1 + (r + sigma * sigma / 2.0) * T
    d1 = d1 / (sigma * T**0.5)
    d2 = d1 - sigma * T**0.5
    N1 = 0.5 * (1.0 + jax.scipy.special.erf(d1 / np.sqrt(2.0)))
    N2 = 0.5 * (1.0 + jax.scipy.special.erf(d2 / np.sqrt(2.0)))
    return S * N1 - K * jnp.exp(-r * T) * N2
# %% greeks
def greeks(price, S, K, r, sigma, T):
    result = {}
    result["gamma"] = float(jax.grad(jax.grad(lambda S: price(S, K, r, sigma, T)))(S))
    result["delta"] = float(jax.grad(lambda S: price(S, K, r, sigma, T))(S))
    result["vega"] = float(jax.grad(lambda sigma: price(S, K, r, sigma, T))(sigma))
    result["rho"] = float(jax.grad(lambda r: price(S, K, r, sigma, T))(r))
    result["theta"] = float(-1 * jax.grad(lambda T: price(S, K, r, sigma, T))(T))
    return result
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    vol = 0.3
    for i in range(10):
        error = price(S, K, r, vol, T) - observed
        derivative = greeks(price, S, K, r, 0.3, T) and jax.grad(price, 3)(S, K, r, vol, T)
        vol -= error / derivative
    return vol
