"""Fills a NumPy array in a Python loop: right for a number, impossible for a tracer.

loses: logistic-orbit-check::test_batch_of_rates, logistic-orbit-check::test_program_does_not_grow
hint: keep to jnp and lax
source: M57
"""
# %% logistic-orbit
def logistic_orbit(r, x0, burn, keep):
    x, orbit = x0, np.zeros(keep, dtype=np.float32)
    for t in range(burn + keep):
        x = r * x * (1 - x)
        if t >= burn:
            orbit[t - burn] = x
    return jnp.asarray(orbit)
