"""Reads time.perf_counter, whatever clock it is given.

loses: time-it-check::test_four_calls,
    time-it-check::test_first_apart_from_the_others,
    time-it-check::test_waits_for_every_array
hint: by the clock that is passed
source: syllabus 06-jit, exercise 3
"""
# %% time-it
def time_it(f, x, n, clock=None):
    runs = []
    for _ in range(1 + n):
        start = time.perf_counter()
        jax.block_until_ready(f(x))
        runs.append(time.perf_counter() - start)
    return {"first": runs[0], "median": statistics.median(runs[1:])}
