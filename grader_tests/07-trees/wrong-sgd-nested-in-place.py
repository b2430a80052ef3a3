"""Handles nested parameters, and writes into those of the caller.

loses: sgd-step-check::test_parameters_of_the_caller_stay
hint: leave the arguments as they are
source: M79
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    for name in params:
        params[name] = jax.tree.map(lambda p, slope: p - lr * slope, params[name], slopes[name])
    return params
