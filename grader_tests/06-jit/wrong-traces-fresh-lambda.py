"""A fresh lambda is compiled for every call, so every call is a trace.

loses: count-traces-check::test_new_shape_is_a_new_trace,
    count-traces-check::test_back_to_a_known_shape,
    count-traces-check::test_dtype_and_weak_type_count,
    count-traces-check::test_every_argument_counts
hint: a known shape is not traced again
source: M69
"""
# %% count-traces
def count_traces(f, calls):
    traces = [0]

    def counting(*args):
        traces[0] += 1
        return f(*args)

    for args in calls:
        jax.jit(lambda *args: counting(*args))(*args)
    return traces[0]
