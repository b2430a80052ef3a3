"""Goes through float(), which takes one number at a time.

loses: central-diff-check::test_arrays_of_points_and_steps, central-diff-check::test_sixty_four_bits, best-step-check::*
hint: calar
source: M58
"""
# %% central-diff
def central_diff(f, x, h):
    x, h = float(x), float(h)
    return (f(x + h) - f(x - h)) / (2 * h)
