"""Takes the shapes for the whole form.

loses: count-traces-check::test_dtype_and_weak_type_count
hint: dtype and weak type belong to it
source: M72
"""
# %% count-traces
def count_traces(f, calls):
    return len({tuple(jnp.shape(x) for x in args) for args in calls})
