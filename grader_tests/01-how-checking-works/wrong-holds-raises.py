"""Lets the check's error out in place of returning False.

loses: holds-check::*
hint: check.close: `f(x)` has a wrong value
source: an assert taken for a value
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.0, 8.25], [2.5, 11.0, -1.0, 4.5, 0.75]):
        x = jnp.asarray(numbers)
        check.close(f(x), x.mean())
    return True
