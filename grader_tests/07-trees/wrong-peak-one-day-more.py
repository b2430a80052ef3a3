"""Goes on for one day too many.

loses: sir-peak-check::test_other_outbreaks
hint: one day too many
source: mutation
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state, peak = state0, state0["I"]
    for _ in range(n + 1):
        state = sir_step(params, state)
        peak = jnp.maximum(peak, state["I"])
    return peak
