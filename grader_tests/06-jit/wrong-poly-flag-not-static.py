"""Only the coefficients are static; the flag works as long as nobody passes it.

loses: poly-check::test_value_and_derivative,
    poly-check::test_flag_by_name_and_by_position
hint: the flag is static
source: M75
"""
# %% poly
@jax.jit(static_argnames=("coeffs",))
def poly(coeffs, x, derivative=False):
    if derivative:
        coeffs = [k * c for k, c in enumerate(coeffs)][1:]
    return sum((c * x**k for k, c in enumerate(coeffs)), 0.0)
