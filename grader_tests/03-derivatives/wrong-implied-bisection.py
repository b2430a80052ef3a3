"""The specification handed in as the solution: the answer is made of constants, so its derivative is 0.

loses: implied-vol-check::test_solver_has_a_derivative
hint: the gradient is lost on the way
source: M29
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    low, high = 0.01, 3.0
    for _ in range(40):
        middle = (low + high) / 2
        if price(S, K, r, middle, T) < observed:
            low = middle
        else:
            high = middle
    return middle
