"""The count is returned by the compiled function, where it is a constant of the program.

loses: count-traces-check::test_back_to_a_known_shape,
    count-traces-check::test_every_argument_counts
hint: a count that jit returns is frozen
source: M61
"""
# %% count-traces
def count_traces(f, calls):
    traces = [0]

    @jax.jit
    def counting(*args):
        traces[0] += 1
        return f(*args), traces[0]

    count = 0
    for args in calls:
        _, count = counting(*args)
    return int(count)
