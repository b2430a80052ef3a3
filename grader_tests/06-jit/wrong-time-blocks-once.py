"""Waits once, for the last result, when all runs are over.

loses: time-it-check::test_waits_for_every_array
hint: you timed the launch
source: M70
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    stops, starts = [], []
    for _ in range(1 + n):
        starts.append(clock())
        result = f(x)
        stops.append(clock())
    jax.block_until_ready(result)
    stops[-1] = clock()
    runs = [stop - start for start, stop in zip(starts, stops)]
    return {"first": runs[0], "median": statistics.median(runs[1:])}
