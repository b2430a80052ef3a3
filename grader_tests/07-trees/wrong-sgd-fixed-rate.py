"""Uses the step size of the example whatever lr is.

loses: sgd-step-check::test_nested_parameters, sgd-step-check::test_parameters_of_the_caller_stay,
  sgd-step-check::test_works_under_jit
hint: the step size is the argument lr
source: mutation
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    return jax.tree.map(lambda p, slope: p - 0.1 * slope, params, slopes)
