"""The mean, which one interruption spoils.

loses: time-it-check::test_four_calls,
    time-it-check::test_first_apart_from_the_others,
    time-it-check::test_waits_for_every_array
hint: that is the mean
source: M71
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    runs = []
    for _ in range(1 + n):
        start = clock()
        jax.block_until_ready(f(x))
        runs.append(clock() - start)
    return {"first": runs[0], "median": sum(runs[1:]) / n}
