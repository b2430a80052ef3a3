"""Everything is cast to float32 first.

loses: central-diff-check::test_sixty_four_bits, best-step-check::test_least_error_in_size,
    best-step-check::test_precision_is_that_of_bits
hint: keep the precision of x
source: M07
"""
# %% central-diff
def central_diff(f, x, h):
    x, h = jnp.asarray(x, dtype=jnp.float32), jnp.asarray(h, dtype=jnp.float32)
    return (f(x + h) - f(x - h)) / (2 * h)
