"""The derivative keeps the powers: k c x^k.

loses: poly-check::test_value_and_derivative,
    poly-check::test_flag_by_name_and_by_position
hint: k c x^(k - 1)
source: syllabus 06-jit, exercise 5
"""
# %% poly
@jax.jit(static_argnames=("coeffs", "derivative"))
def poly(coeffs, x, derivative=False):
    if derivative:
        coeffs = [k * c for k, c in enumerate(coeffs)]
    return sum((c * x**k for k, c in enumerate(coeffs)), 0.0)
