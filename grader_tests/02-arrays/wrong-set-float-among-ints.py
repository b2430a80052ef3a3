"""The dtype of x is kept, so a float loses its fraction among whole numbers.

loses: set-entry-check::test_a_dtype_that_holds_both
hint: so the fraction is lost
source: M05
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    if not -x.size <= i < x.size:
        raise IndexError(i)
    return x.at[i].set(v)
