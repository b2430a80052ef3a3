"""Copies the outer dict only, and writes into the inner ones, which both share.

loses: sgd-step-check::test_parameters_of_the_caller_stay
hint: leave the arguments as they are
source: M79
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    slopes = jax.grad(loss)(params, data)
    return move(dict(params), slopes, lr)


def move(params, slopes, lr):
    for name in params:
        if isinstance(params[name], dict):
            move(params[name], slopes[name], lr)
        else:
            params[name] = jax.tree.map(lambda p, slope: p - lr * slope, params[name], slopes[name])
    return params
