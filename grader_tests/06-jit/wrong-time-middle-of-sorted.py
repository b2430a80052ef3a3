"""The middle entry of the sorted runs, which is no median where their number is even.

loses: time-it-check::test_first_apart_from_the_others
hint: the median of the n calls after it
source: M71
"""
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    runs = []
    for _ in range(1 + n):
        start = clock()
        jax.block_until_ready(f(x))
        runs.append(clock() - start)
    return {"first": runs[0], "median": sorted(runs[1:])[n // 2]}
