"""The burn-in is a Python loop: right, and the program grows with burn.

loses: logistic-orbit-check::test_program_does_not_grow
hint: the burn-in is a lax loop too
source: M108
"""
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    def step(x, _):
        x = r * x * (1 - x)
        return x, x

    for _ in range(burn):
        x0, _ = step(x0, None)
    _, orbit = lax.scan(step, x0, None, length=keep)
    return orbit
