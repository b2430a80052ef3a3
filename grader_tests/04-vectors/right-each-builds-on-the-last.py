"""Each exercise uses the one before, with helpers in cells of the student's own and names that the tests use too."""
# %% new after imports
from functools import partial, reduce
from jax import grad, jvp, vjp
LONG, A, W, chain, expected, wrong, ROOT = 1.0, "some", "names", "of", "my", "own", None

def units(k):
    """The unit vectors of length k, in a list."""
    return [jnp.zeros(k).at[i].set(1.0) for i in range(k)]
# %% fv
def fv(x, extra=0.0):
    total = reduce(lambda a, b: a + b, [entry**2 for entry in x])
    return total + x[1] * x[2] + extra
# %% new after jacobian-by-rows-task
def rows_of(f, x):
    out, back = vjp(f, x)
    return [back(w)[0] for w in units(out.shape[0])]
# %% jacobian-by-rows
jacobian_by_rows = lambda f, x: jnp.vstack(rows_of(f, x))
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return jnp.asarray([jax.grad(lambda x, i=i: f(x)[i])(jnp.ones(n)) for i in range(len(f(jnp.ones(n))))])
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jnp.stack([jvp(f, (x,), (v,))[1] for v in units(x.shape[0])]).T
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return partial(jacobian_by_columns, grad(f))
# %% delta-method-se
def delta_method_se(g, theta, cov):
    half = jacobian_by_rows(g, theta) @ jnp.linalg.cholesky(cov)
    return jnp.linalg.norm(half, axis=1)
# %% hvp
def hvp(f, x, v):
    _, back = vjp(grad(f), x)
    return back(v)[0]
