"""Everything compiled: jit around each derivative, and a loop of jax.lax for Newton's steps."""
# %% slope
def slope(f):
    return jax.jit(jax.grad(f))
# %% nth-derivative
def nth_derivative(f, n):
    return f if n == 0 else nth_derivative(jax.jit(jax.grad(f)), n - 1)
# %% elasticity
def elasticity(f, x):
    @jax.jit
    def compiled(x):
        value, rise = jax.value_and_grad(f)(x)
        return x * rise / value

    return compiled(jnp.float32(x))
# %% value-slope-curvature
def value_slope_curvature(f, x):
    compiled = jax.jit(f)
    value, rise = jax.value_and_grad(compiled)(x)
    return value, rise, jax.hessian(compiled)(x)
# %% bs-price
@jax.jit
def bs_price(S, K, r, sigma, T):
    spread = sigma * jnp.sqrt(T)
    d1 = jnp.log(S / (K * jnp.exp(-r * T))) / spread + spread / 2
    return S * norm.cdf(d1) - K * jnp.exp(-r * T) * norm.cdf(d1 - spread)
# %% greeks
def greeks(price, S, K, r, sigma, T):
    @jax.jit
    def all_of_them(*market):
        delta, rho, vega, dT = jax.grad(price, argnums=(0, 2, 3, 4))(*market)
        return {"delta": delta, "vega": vega, "theta": -dT, "rho": rho, "gamma": jax.hessian(price)(*market)}

    return all_of_them(S, K, r, sigma, T)
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    @jax.jit
    def solve(observed, S, K, r, T):
        def step(i, sigma):
            value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
            return sigma - (value - observed) / vega

        return jax.lax.fori_loop(0, 10, step, jnp.float32(0.3))

    return solve(observed, S, K, r, T)
