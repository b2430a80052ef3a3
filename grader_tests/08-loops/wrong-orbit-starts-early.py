"""The step's output is the state before the step: the orbit begins one step too early.

loses: logistic-orbit-check::test_two_steps_after_one, logistic-orbit-check::test_burn_in_is_forgotten,
  logistic-orbit-check::test_batch_of_rates
hint: too early: the first state kept is step burn + 1
source: M99
"""
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    def step(x, _):
        return r * x * (1 - x), x

    settled, _ = lax.scan(step, x0, None, length=burn)
    _, orbit = lax.scan(step, settled, None, length=keep)
    return orbit
