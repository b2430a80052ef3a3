"""Never answers.

loses: double-check::test_two
layer: deadline
source: threats.md
"""
# %% double
def double(x):
    while not isinstance(x, jax.core.Tracer):
        pass
    return 2.0 * x
