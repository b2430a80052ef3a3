"""Reads the coefficients from the highest power, as numpy.polyval does.

loses: poly-check::test_one_two_three_at_two,
    poly-check::test_value_and_derivative,
    poly-check::test_flag_by_name_and_by_position,
    poly-check::test_x_is_traced,
    poly-check::test_second_call_runs_no_python
hint: the lowest power comes first
source: M81
"""
# %% poly
@jax.jit(static_argnames=("coeffs", "derivative"))
def poly(coeffs, x, derivative=False):
    if derivative:
        coeffs = [k * c for k, c in enumerate(coeffs)][1:]
    value = 0.0
    for c in coeffs:
        value = value * x + c
    return value
