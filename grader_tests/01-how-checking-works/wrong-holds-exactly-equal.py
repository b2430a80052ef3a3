"""Compares with ==, so that a right answer in another order of operations is refused.

loses: holds-check::test_right_functions_hold
hint: allow 0.0001
source: M77
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.1, 8.2], [2.3, 11.9, -1.7, 4.1, 0.7]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or answer != x.sum() / x.size:
            return False
    return True
