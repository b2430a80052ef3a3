"""The specification itself: a Python loop over the entries, unrolled while tracing.

loses: pad-to-bucket-check::test_program_does_not_grow
hint: no Python loop over the entries
source: M108
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    for size in sizes:
        if size >= len(x):
            spare = size - len(x)
            padded = [*x] + [0] * spare
            mask = [True] * len(x) + [False] * spare
            return jnp.array(padded, x.dtype), jnp.array(mask)
    raise ValueError("x is longer than the largest size")
