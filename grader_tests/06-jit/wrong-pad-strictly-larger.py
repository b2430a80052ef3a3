"""A size must be larger than x; one that fits exactly is passed over.

loses: pad-to-bucket-check::test_smallest_bucket_that_holds_it,
    pad-to-bucket-check::test_too_long_is_refused,
    pad-to-bucket-check::test_twenty_lengths_cost_three_traces
hint: at least n
source: syllabus 06-jit, exercise 4
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    n = len(x)
    for size in sizes:
        if size > n:
            return jnp.pad(x, (0, size - n)), jnp.arange(size) < n
    raise ValueError("too long")
