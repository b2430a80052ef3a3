"""The derivative is only taken where the flag is passed by name.

loses: poly-check::test_flag_by_name_and_by_position
hint: by position
source: M75
"""
# %% poly
@jax.jit(static_argnums=0)
def _value(coeffs, x):
    return sum((c * x**k for k, c in enumerate(coeffs)), 0.0)


def poly(coeffs, x, *_, **flags):
    if flags.get("derivative"):
        return _value(tuple(k * c for k, c in enumerate(coeffs))[1:], x)
    return _value(coeffs, x)
