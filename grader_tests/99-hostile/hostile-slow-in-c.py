"""A regular expression that takes for ever, which Python cannot interrupt.

loses: double-check::test_two
layer: deadline
source: threats.md
"""
# %% double
def double(x):
    import re

    if not isinstance(x, jax.core.Tracer):
        re.match("(a+)+$", "a" * 64 + "b")
    return 2.0 * x
