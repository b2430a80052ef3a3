"""A negative index is taken for the entry of the same number.

loses: set-entry-check::test_any_entry
hint: from -n to n - 1
source: own experience
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    if not -x.size <= i < x.size:
        raise IndexError(f"no entry {i}")
    return x.astype(jnp.result_type(x, v)).at[abs(i)].set(v)
