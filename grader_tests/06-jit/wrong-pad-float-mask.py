"""The mask is made of ones and zeros, not of booleans.

loses: pad-to-bucket-check::test_three_into_four,
    pad-to-bucket-check::test_smallest_bucket_that_holds_it
hint: boolean mask
source: M05
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    n = len(x)
    for size in sizes:
        if size >= n:
            return jnp.pad(x, (0, size - n)), jnp.pad(jnp.ones(n), (0, size - n))
    raise ValueError("too long")
