"""x is static too: compiled for every value, and no array is let in.

loses: poly-check::test_x_is_traced,
    poly-check::test_second_call_runs_no_python
hint: static
source: M67
"""
# %% poly
@jax.jit(static_argnums=(0, 1, 2))
def poly(coeffs, x, derivative=False):
    if derivative:
        coeffs = [k * c for k, c in enumerate(coeffs)][1:]
    return sum((c * x**k for k, c in enumerate(coeffs)), 0.0)
