"""One second derivative after the other in a Python loop: no matrix, and a program that grows.

loses: hvp-check::test_no_matrix_and_no_loop_over_entries
hint: no loop over entries
source: M40, M108
"""
# %% hvp
def hvp(f, x, v):
    slope = jax.grad(f)
    total = jnp.zeros_like(x)
    for j in range(x.size):
        total = total + v[j] * jax.jvp(slope, (x,), (jnp.zeros_like(x).at[j].set(1.0),))[1]
    return total
