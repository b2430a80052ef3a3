"""NumPy in the product: right when called, and it cannot be compiled.

loses: hvp-check::test_no_matrix_and_no_loop_over_entries
hint: use jnp in place of np
source: M57
"""
# %% hvp
def hvp(f, x, v):
    return jnp.array(np.asarray(jax.jvp(jax.grad(f), (x,), (v,))[1]))
