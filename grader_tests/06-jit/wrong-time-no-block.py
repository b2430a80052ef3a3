"""Times the launch: the specification without waiting.

loses: time-it-check::test_waits_for_every_array
hint: you timed the launch
source: M70
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    runs = []
    for _ in range(1 + n):
        start = clock()
        f(x)
        runs.append(clock() - start)
    return {"first": runs[0], "median": statistics.median(runs[1:])}
