"""The broken function, not mended.

loses: sgd-step-check::test_nested_parameters, sgd-step-check::test_parameters_of_the_caller_stay,
  sgd-step-check::test_works_under_jit
hint: trees have no arithmetic
source: M79
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    for name in params:
        params[name] = params[name] - lr * slopes[name]
    return params
