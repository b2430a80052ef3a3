"""Starts from floating zeros, so that whole numbers become floats.

loses: pad-to-bucket-check::test_smallest_bucket_that_holds_it
hint: in the dtype of x
source: M05
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    n = len(x)
    for size in sizes:
        if size >= n:
            return jnp.zeros(size).at[:n].set(x), jnp.arange(size) < n
    raise ValueError("too long")
