"""Follows the advice of the error: allow_int gives float0, which holds nothing.

loses: sensitivities-check::test_whole_numbers_count_as_floats
hint: cast every leaf first
source: M15
"""
# %% sensitivities
def sensitivities(model, params):
    return jax.grad(model, allow_int=True)(params)
