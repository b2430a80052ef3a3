"""Asks whether the answer is far, and nan is not.

loses: holds-check::test_nan_does_not
hint: ask whether f(x) is close
source: misconceptions.md: check finiteness
"""
# %% holds
def holds(f):
    for numbers in ([0.5, -3.0, 8.25], [2.5, 11.0, -1.0, 4.5, 0.75]):
        x = jnp.asarray(numbers)
        answer = f(x)
        if answer.shape != () or abs(answer - x.mean()) > 1e-4:
            return False
    return True
