"""NaN, and arrays of no entries or too many, where a careless comparison finds nothing wrong.

loses: slope-check::test_slope_of_the_square, slope-check::test_slope_in_y_with_x_held_at_two,
    slope-check::test_exact_where_a_quotient_is_not,
    slope-check::test_slope_of_a_slope, elasticity-check::*, value-slope-curvature-check::*, greeks-check::*,
    implied-vol-check::*
source: threats.md, against the mark
"""
# %% slope
def slope(f):
    return lambda x: jnp.zeros((0,))
# %% elasticity
def elasticity(f, x):
    return jnp.nan
# %% value-slope-curvature
def value_slope_curvature(f, x):
    return (jnp.nan,) * 3
# %% greeks
def greeks(price, S, K, r, sigma, T):
    return {name: jnp.full((7,), jnp.nan) for name in ("delta", "vega", "theta", "rho", "gamma")}
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    return jnp.float32(jnp.nan) * observed
