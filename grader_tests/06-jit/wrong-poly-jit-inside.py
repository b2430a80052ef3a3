"""jit is called at every call, on a new function; lists are refused by hand.

loses: poly-check::test_second_call_runs_no_python
hint: Python ran at every call
source: M69
"""
# %% poly
def poly(coeffs, x, derivative=False):
    if not isinstance(coeffs, tuple):
        raise ValueError("a tuple, please")
    terms = list(enumerate(coeffs))
    if derivative:
        terms = [(k - 1, k * c) for k, c in terms[1:]]
    return jax.jit(lambda x: sum((c * x**k for k, c in terms), 0.0))(x)
