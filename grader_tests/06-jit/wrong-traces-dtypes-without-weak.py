"""Knows shapes and dtypes, but not weak types.

loses: count-traces-check::test_dtype_and_weak_type_count
hint: dtype and weak type belong to it
source: M72
"""
# %% count-traces
def count_traces(f, calls):
    return len({tuple((jnp.shape(x), str(jnp.asarray(x).dtype)) for x in args) for args in calls})
