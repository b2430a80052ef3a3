"""Makes burn + keep steps and returns the first keep of them.

loses: logistic-orbit-check::test_two_steps_after_one, logistic-orbit-check::test_burn_in_is_forgotten,
  logistic-orbit-check::test_batch_of_rates
hint: the first burn steps are forgotten
source: M99
"""
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    def step(x, _):
        x = r * x * (1 - x)
        return x, x

    _, orbit = lax.scan(step, x0, None, length=burn + keep)
    return orbit[:keep]
