"""A custom rule makes the slope 2 and leaves the value wrong: each test asks for what it needs.

loses: double-check::test_two, double-check::test_any
layer: programs
source: threats.md
"""
# %% double
@jax.custom_jvp
def double(x):
    return 3.0 * x


double.defjvp(lambda primals, tangents: (3.0 * primals[0], 2.0 * tangents[0]))
