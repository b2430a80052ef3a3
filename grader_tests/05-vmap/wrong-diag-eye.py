"""Works in blocks, of rows of an n by n identity.

loses: diag-jacobian-check::test_no_square_array
hint: a 40 by 40 array arises
source: M40
"""
# %% diag-jacobian
def diag_jacobian(f, x, block):
    n = len(x)
    units = jnp.eye(n)
    pieces = []
    for start in range(0, n, block):
        rows = units[start : start + block]
        columns = jax.vmap(lambda v: jax.jvp(f, (x,), (v,))[1])(rows)
        pieces.append((columns * rows).sum(axis=1))
    return jnp.concatenate(pieces)
