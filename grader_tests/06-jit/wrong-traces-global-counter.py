"""A global counter that nobody sets back to zero.

loses: count-traces-check::test_new_shape_is_a_new_trace,
    count-traces-check::test_back_to_a_known_shape,
    count-traces-check::test_dtype_and_weak_type_count,
    count-traces-check::test_every_argument_counts,
    count-traces-check::test_every_use_starts_afresh
hint: count in a function that you define anew
source: M61
"""
# %% count-traces
traces = 0


def count_traces(f, calls):
    @jax.jit
    def counting(*args):
        global traces
        traces += 1
        return f(*args)

    for args in calls:
        counting(*args)
    return traces
