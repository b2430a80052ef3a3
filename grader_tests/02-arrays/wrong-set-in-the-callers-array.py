"""A NumPy array of the caller's is changed in place.

loses: set-entry-check::test_a_numpy_array_stays_as_it_was
hint: leave the arguments as they are
source: syllabus: input unchanged
"""
# %% set-entry
def set_entry(x, i, v):
    entries = x if isinstance(x, np.ndarray) else np.array(x, dtype=jnp.result_type(x, v))
    entries[i] = v
    return jnp.asarray(entries)
