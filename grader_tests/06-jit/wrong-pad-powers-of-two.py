"""Pads to the next power of two and never looks at the sizes.

loses: pad-to-bucket-check::test_smallest_bucket_that_holds_it,
    pad-to-bucket-check::test_twenty_lengths_cost_three_traces
hint: pad to the sizes that were given
source: M72
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    n, size = len(x), 1
    while size < n:
        size = 2 * size
    if n > sizes[-1]:
        raise ValueError("too long")
    return jnp.pad(x, (0, size - n)), jnp.arange(size) < n
