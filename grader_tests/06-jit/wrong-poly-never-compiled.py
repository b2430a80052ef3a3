"""A plain Python loop, not compiled: right numbers, nothing static.

loses: poly-check::test_coefficients_are_static,
    poly-check::test_second_call_runs_no_python
hint: coeffs is not static
source: M66
"""
# %% poly
def poly(coeffs, x, derivative=False):
    if derivative:
        coeffs = [k * c for k, c in enumerate(coeffs)][1:]
    return sum((c * x**k for k, c in enumerate(coeffs)), 0.0)
