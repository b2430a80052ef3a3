"""The new array that .at[].set returns is thrown away.

loses: set-entry-check::test_a_float_among_floats, set-entry-check::test_any_entry,
    set-entry-check::test_a_dtype_that_holds_both, set-entry-check::test_a_numpy_array_stays_as_it_was
hint: you threw it away
source: M02
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    if not -x.size <= i < x.size:
        raise IndexError(i)
    x = x.astype(jnp.result_type(x, v))
    x.at[i].set(v)
    return x
