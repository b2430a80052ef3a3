"""Only the first argument is passed on.

loses: count-traces-check::test_every_argument_counts
hint: every argument belongs to the form
source: M72
"""
# %% count-traces
def count_traces(f, calls):
    traces = [0]

    @jax.jit
    def counting(x):
        traces[0] += 1
        return x

    for args in calls:
        counting(args[0])
    return traces[0]
