"""One jvp after the other, each with a run of f.

loses: diag-jacobian-check::test_few_runs_of_the_function
hint: map over the entries of a block
source: M54
"""
# %% diag-jacobian
def diag_jacobian(f, x, block):
    return jnp.stack([jax.jvp(f, (x,), (jnp.zeros_like(x).at[i].set(1.0),))[1][i] for i in range(len(x))])
