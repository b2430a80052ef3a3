"""Looks at a day's state before the step, so that the last day is missed.

loses: sir-peak-check::test_other_outbreaks
hint: one day short
source: mutation
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state, peak = state0, state0["I"]
    for _ in range(n):
        peak = jnp.maximum(peak, state["I"])
        state = sir_step(params, state)
    return peak
