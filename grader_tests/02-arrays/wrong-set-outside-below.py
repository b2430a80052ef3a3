"""Only the upper end is looked at.

loses: set-entry-check::test_outside_is_refused
hint: a write outside is dropped without an error
source: M04
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    if i >= x.size:
        raise IndexError(i)
    return x.astype(jnp.result_type(x, v)).at[i].set(v)
