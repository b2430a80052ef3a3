"""Each tree becomes one long vector; everything is linear algebra."""
# %% tree-axpy
from jax.flatten_util import ravel_pytree

def tree_axpy(a, x, y):
    xs, back = ravel_pytree(x)
    return back(a * xs + ravel_pytree(y)[0])
# %% tree-dot
def tree_dot(x, y):
    return ravel_pytree(x)[0] @ ravel_pytree(y)[0]
# %% sgd-step
def sgd_step(loss, params, data, lr):
    vector, back = ravel_pytree(params)
    return back(vector - lr * jax.grad(lambda v: loss(back(v), data))(vector))
# %% sensitivities
def sensitivities(model, params):
    vector, back = ravel_pytree(jax.tree.map(jnp.float32, params))
    return back(jax.jacfwd(lambda v: model(back(v)))(vector))
