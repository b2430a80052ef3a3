"""Differentiates as it comes: a whole number among the leaves is refused.

loses: sensitivities-check::test_whole_numbers_count_as_floats
hint: gradients need floats
source: M16
"""
# %% sensitivities
def sensitivities(model, params):
    return jax.grad(model)(params)
