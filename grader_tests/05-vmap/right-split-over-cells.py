"""Helpers in cells of the student's own, defined later or early, with names that the checks use as well.
"""
# %% new after imports
TABLE, ROWS, DATA, POINT, A, B, FROM, TO = "names", "of", "my", "own", 1, 2.0, [3], (4,)
wrong = expected = hint = answer = None
hessian, grad, vmap = jax.hessian, jax.grad, jax.vmap


def logit(p):
    return jnp.log(p / (1 - p))
# %% elementwise-slope
elementwise_slope = lambda f: lambda xs: vmap(lambda x: _value_and_slope(f, x)[1])(xs)
# %% new after elementwise-slope
def _value_and_slope(f, x):
    return jax.value_and_grad(f)(x)
# %% column-apply
def column_apply(f, X, *, axis=1):
    return vmap(f, in_axes=(axis,), out_axes=-1)(X)
# %% scores
class Scores:
    """One row of gradients for each observation."""

    def __init__(self, loglik):
        self.gradient = grad(loglik)

    def __call__(self, theta, X, y):
        return vmap(lambda row: self.gradient(theta, row[0], row[1]))((X, y))


def scores(loglik, theta, X, y):
    return Scores(loglik)(theta, X, y)
# %% sandwich-se
def sandwich_se(loglik, theta, X, y):
    S, H = scores(loglik, theta, X, y), vmap(hessian(loglik), (None, 0, 0))(theta, X, y).sum(0)
    return root_of_diagonal(sandwich(bread=H, filling=S.T @ S))
# %% new after sandwich-se
def sandwich(bread, filling):
    inverse = jnp.linalg.inv(bread)
    return inverse @ filling @ inverse


def root_of_diagonal(V):
    return jnp.sqrt(jnp.diag(V))
# %% pairwise
def pairwise(dist, X, Y):
    return outer(dist)(X, Y)
# %% new after pairwise
def outer(f):
    return vmap(vmap(f, in_axes=(None, 0)), in_axes=(0, None))
# %% loss-grid
def loss_grid(loss, a_values, b_values, cap):
    table = outer(loss)(a_values, b_values)
    return table.at[table > cap].set(cap)
