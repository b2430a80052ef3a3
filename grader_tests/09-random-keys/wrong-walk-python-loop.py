"""The specification with keys: a Python loop over the steps.

loses: random-walk-check::test_no_python_loop
hint: the program grows with T
source: M108
"""
# %% random-walk
def random_walk(key, T):
    x, path = jnp.zeros(()), []
    for subkey in jax.random.split(key, T):
        x = x + jax.random.normal(subkey)
        path.append(x)
    return jnp.array(path)
