"""Compiled where nobody asked for it; the verdict is an array of JAX."""
# %% add
@jax.jit
def add(x, y):
    return x + y
# %% shapes-first
@jax.jit
def shapes_first(x):
    return jnp.stack([x * (100 / x.sum())], axis=-1)
# %% not-yet
not_yet = jax.jit(lambda x: x.mean() if x.size else jnp.zeros(()))
# %% holds
def holds(f):
    good = jnp.asarray(True)
    for x in (jnp.asarray([5.5, -1.0, 0.5, 12.25]), jnp.asarray([-3.0, 1.75])):
        answer = f(x)
        if answer.ndim > 0:
            return jnp.asarray(False)
        good = good & (jnp.abs(answer - jnp.sum(x) / len(x)) < 1e-4)
    return good
