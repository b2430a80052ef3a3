"""Compares each call with the one before: jit is thought to keep one program.

loses: count-traces-check::test_back_to_a_known_shape,
    count-traces-check::test_every_argument_counts
hint: jit keeps every program
source: M72
"""
# %% count-traces
def count_traces(f, calls):
    traces, last = 0, None
    for args in calls:
        form = [str(jax.typeof(x)) for x in args]
        traces += form != last
        last = form
    return traces
