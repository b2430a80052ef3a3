"""np.dot on a tracer: the value is right, the gradient raises.

loses: fv-check::test_gradient_of_the_lecture, fv-check::test_gradient_at_any_length
hint: use jnp in place of np
source: M28, M57
"""
# %% fv
def fv(x):
    return np.dot(x, x) + x[1] * x[2]
