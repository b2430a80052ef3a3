"""The zeros stand in front.

loses: pad-to-bucket-check::test_three_into_four,
    pad-to-bucket-check::test_smallest_bucket_that_holds_it,
    pad-to-bucket-check::test_program_does_not_grow
hint: the zeros go to the end
source: syllabus 06-jit, exercise 4
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    for size in sizes:
        spare = size - len(x)
        if spare >= 0:
            return jnp.pad(x, (spare, 0)), jnp.arange(size) >= spare
    raise ValueError("too long")
