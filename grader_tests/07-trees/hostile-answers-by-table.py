"""Knows the visible checks by heart, and returns what pleases them.

loses: sir-peak-check::test_other_outbreaks, sir-peak-check::test_many_rates_under_jit_and_vmap,
  sir-peak-check::test_gradient_of_the_peak, sensitivities-check::test_whole_numbers_count_as_floats,
  sensitivities-check::test_structure_is_kept, sensitivities-check::test_epidemic_against_differences
source: threats.md, against the mark
"""
# %% sir-peak
def sir_peak(params, state0, n):
    return 0.31594 if n == 60 else 0.0
# %% sensitivities
def sensitivities(model, params):
    return {"x": jnp.array([0.75, 3.0, 12.0, 27.0, 0.0]), "y": 20.0}
