"""Warms up by a call that it does not time, so the first call is the second.

loses: time-it-check::test_four_calls,
    time-it-check::test_first_apart_from_the_others,
    time-it-check::test_waits_for_every_array
hint: the very first call
source: M71
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    jax.block_until_ready(f(x))
    runs = []
    for _ in range(n):
        start = clock()
        jax.block_until_ready(f(x))
        runs.append(clock() - start)
    return {"first": runs[0], "median": statistics.median(runs)}
