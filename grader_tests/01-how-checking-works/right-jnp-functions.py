"""Everything by a function of jnp, and no operator."""
# %% add
def add(x, y):
    return jnp.add(x, y)
# %% shapes-first
def shapes_first(x):
    return jnp.expand_dims(jnp.multiply(jnp.divide(x, jnp.sum(x)), 100.0), 1)
# %% not-yet
def not_yet(x):
    return jnp.nan_to_num(jnp.mean(x))
# %% holds
def holds(f):
    arrays = [jnp.asarray([4.0, -1.5, 0.25, 10.0]), jnp.asarray([-7.5, 3.0, 2.0])]
    shapes = all(jnp.shape(f(x)) == () for x in arrays)
    return shapes and all(bool(jnp.isclose(f(x), jnp.mean(x), atol=1e-4)) for x in arrays)
