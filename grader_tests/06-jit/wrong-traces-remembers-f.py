"""The counter of a function is kept between uses; the second use finds everything compiled.

loses: count-traces-check::test_every_use_starts_afresh
hint: count in a function that you define anew
source: M61
"""
# %% count-traces
kept = {}


def count_traces(f, calls):
    if f not in kept:
        kept[f] = []
        kept[f].append(jax.jit(lambda *args: (kept[f].append(0), f(*args))[1]))
    before = len(kept[f])
    for args in calls:
        kept[f][0](*args)
    return len(kept[f]) - before
