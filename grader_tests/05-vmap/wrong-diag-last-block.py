"""Leaves the last, short block out.

loses: diag-jacobian-check::*
hint: the last block is short
source: off by one
"""
# %% diag-jacobian
def diag_jacobian(f, x, block):
    def own(i):
        return jax.jvp(f, (x,), (jnp.zeros_like(x).at[i].set(1.0),))[1][i]

    full = range(0, max(len(x) - block + 1, 1), block)
    return jnp.concatenate([jax.vmap(own)(jnp.arange(i, min(i + block, len(x)))) for i in full])
