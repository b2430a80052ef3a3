"""Takes the last keep states with a negative slice: for keep = 0 that is all of them.

loses: logistic-orbit-check::test_burn_in_is_forgotten
hint: return keep states
source: M99
"""
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    def step(x, _):
        x = r * x * (1 - x)
        return x, x

    _, orbit = lax.scan(step, x0, None, length=burn + keep)
    return orbit[-keep:]
