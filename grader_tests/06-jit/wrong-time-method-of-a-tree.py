"""Calls .block_until_ready() on the result, which only an array has.

loses: time-it-check::test_waits_for_every_array
hint: whatever tree it is
source: M70
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    runs = []
    for _ in range(1 + n):
        start = clock()
        f(x).block_until_ready()
        runs.append(clock() - start)
    return {"first": runs[0], "median": statistics.median(runs[1:])}
