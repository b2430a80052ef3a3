"""NaN, and arrays of no entries or too many, where a careless comparison finds nothing wrong.

loses: compiled-gradient-check::*,
    tax-check::*,
    poly-check::*,
    time-it-check::*,
    audit-check::*
source: threats.md, against the mark
"""
# %% compiled-gradient
def compiled_gradient(f):
    return lambda x: jnp.full_like(x, jnp.nan)
# %% tax
def tax(income, rate):
    return jnp.nan * income * rate
# %% poly
def poly(coeffs, x, derivative=False):
    return jnp.zeros((0,))
# %% time-it
def time_it(f, x, n, clock=None):
    return {"first": float("nan"), "median": float("nan")}
# %% audit
def audit(seconds):
    return dict.fromkeys(["claimed", "speedup", "compile", "break_even"], jnp.nan)
