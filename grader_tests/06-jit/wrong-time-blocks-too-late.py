"""Waits for the result, after the clock has been read.

loses: time-it-check::test_waits_for_every_array
hint: before you read the clock again
source: M70
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    runs = []
    for _ in range(1 + n):
        start = clock()
        result = f(x)
        runs.append(clock() - start)
        jax.block_until_ready(result)
    return {"first": runs[0], "median": statistics.median(runs[1:])}
