"""Copies to NumPy, assigns there, and forgets the way back.

loses: set-entry-check::test_a_numpy_array_stays_as_it_was
hint: return a JAX array
source: M11
"""
# %% set-entry
def set_entry(x, i, v):
    copy = np.array(x, dtype=jnp.result_type(x, v))
    copy[i] = v
    return copy
