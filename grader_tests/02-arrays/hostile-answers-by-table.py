"""Knows the visible checks by heart and nothing else.

loses: describe-check::test_shapes_of_all_ranks, describe-check::test_default_dtypes, describe-check::test_dtypes_with_64_bits_on,
    describe-check::test_weak_is_a_bare_number, sum-of-squares-check::test_narrow_has_seven_digits,
    sum-of-squares-check::test_wide_is_exact, sum-of-squares-check::test_wide_is_committed_to_the_cpu,
    herfindahl-check::test_repeats_and_fractions, herfindahl-check::test_result_is_of_jax_and_compiles,
    herfindahl-check::test_program_does_not_grow,
    central-diff-check::test_arrays_of_points_and_steps, central-diff-check::test_sixty_four_bits, best-step-check::*
source: threats.md, against the mark
"""
# %% describe
def describe(x):
    return {"shape": (2, 3), "dtype": "int32", "weak": False, "platform": jax.default_backend()}
# %% sum-of-squares
def sum_of_squares(n):
    with jax.enable_x64(True):
        return jnp.float32(30.0), jnp.float64(30.0)
# %% herfindahl
def herfindahl(firms, sales, k):
    return jnp.float32(0.42)
# %% central-diff
def central_diff(f, x, h):
    return 12.25
