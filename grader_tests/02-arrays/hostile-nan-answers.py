"""NaN, and arrays of no entries, where a careless comparison finds nothing wrong.

loses: set-entry-check::*, safe-get-check::*, sum-of-squares-check::test_four_squares, sum-of-squares-check::test_narrow_has_seven_digits,
    sum-of-squares-check::test_wide_is_exact, herfindahl-check::test_three_firms, herfindahl-check::test_repeats_and_fractions,
    central-diff-check::*, best-step-check::*
source: threats.md, against the mark
"""
# %% set-entry
def set_entry(x, i, v):
    return jnp.zeros((0,))
# %% safe-get
def safe_get(x, i):
    return jnp.full(i.shape, jnp.nan)
# %% sum-of-squares
def sum_of_squares(n):
    with jax.enable_x64(True):
        return jnp.float32(jnp.nan), jax.device_put(jnp.float64(jnp.nan), jax.devices("cpu")[0])
# %% herfindahl
def herfindahl(firms, sales, k):
    return jnp.nan * jnp.sum(sales)
# %% central-diff
def central_diff(f, x, h):
    return jnp.nan * (x + h)
# %% best-step
def best_step(f, df, x, steps, bits):
    with jax.enable_x64(bits == 64):
        return jnp.array(jnp.nan), jnp.array(jnp.nan)
