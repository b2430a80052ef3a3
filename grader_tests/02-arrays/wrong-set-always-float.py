"""Everything becomes float32.

loses: set-entry-check::test_a_dtype_that_holds_both
hint: no wider
source: M05, the other way round
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    if not -x.size <= i < x.size:
        raise IndexError(i)
    return x.astype(jnp.float32).at[i].set(v)
