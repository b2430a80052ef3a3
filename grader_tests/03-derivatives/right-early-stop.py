"""Leaves loops early, asks for float64, and passes Python and NumPy numbers along."""
# %% slope
slope = lambda f: lambda *xs, **kw: jax.value_and_grad(f)(*xs, **kw)[1]
# %% nth-derivative
def nth_derivative(f, n):
    if n < 0:
        raise ValueError("n must not be negative")
    g = f
    for k in range(n):
        g = (lambda inner: lambda x: jax.grad(inner)(x))(g)
    return g
# %% elasticity
def elasticity(f, x):
    x = x + 0.0
    if not isinstance(x, float):
        x = jnp.asarray(x, dtype="float64")  # warns, and gives float32
    value = f(x)
    if value <= 0:
        raise ValueError("f(x) must be positive")
    return jax.grad(f)(x) * x / value
# %% value-slope-curvature
def value_slope_curvature(f, x):
    value, rise = jax.value_and_grad(f)(np.float32(x))
    return value, rise, jax.hessian(f)(np.float32(x))
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    sigma = np.float32(0.3)
    for _ in range(10):
        value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
        step = (value - observed) / vega
        sigma = sigma - step
        if abs(step) < 1e-6:
            break
    return sigma
