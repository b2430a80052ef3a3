"""Updates the state of the caller in place.

loses: sir-peak-check::test_other_outbreaks
hint: leave the arguments as they are
source: M79
"""
# %% sir-peak
def sir_peak(params, state0, n):
    peak = state0["I"]
    for _ in range(n):
        state0.update(sir_step(params, state0))
        peak = jnp.maximum(peak, state0["I"])
    return peak
