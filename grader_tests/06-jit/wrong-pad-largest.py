"""Pads everything to the largest size.

loses: pad-to-bucket-check::test_three_into_four,
    pad-to-bucket-check::test_smallest_bucket_that_holds_it
hint: the smallest size
source: M72
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    n, size = len(x), sizes[-1]
    if n > size:
        raise ValueError("too long")
    return jnp.pad(x, (0, size - n)), jnp.arange(size) < n
