"""Takes every zero for padding.

loses: pad-to-bucket-check::test_smallest_bucket_that_holds_it
hint: an entry of x may be 0
source: M60
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    for size in sizes:
        if size >= len(x):
            padded = jnp.pad(x, (0, size - len(x)))
            return padded, padded != 0
    raise ValueError("too long")
