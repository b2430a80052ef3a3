"""Right in all three, with three runs of f.

loses: value-slope-curvature-check::test_at_most_two_runs_of_the_model
hint: f ran more than twice
source: M27
"""
# %% value-slope-curvature
def value_slope_curvature(f, x):
    return f(x), jax.grad(f)(x), jax.grad(jax.grad(f))(x)
