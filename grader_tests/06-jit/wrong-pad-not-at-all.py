"""Gives x back with a mask of True: right means, twenty traces.

loses: pad-to-bucket-check::test_three_into_four,
    pad-to-bucket-check::test_smallest_bucket_that_holds_it,
    pad-to-bucket-check::test_twenty_lengths_cost_three_traces,
    pad-to-bucket-check::test_program_does_not_grow
hint: only three shapes arise
source: M72
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    if len(x) > max(sizes):
        raise ValueError("too long")
    return x, jnp.ones(len(x), bool)
