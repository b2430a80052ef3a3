"""Keeps the smallest share.

loses: sir-peak-check::*
hint: that is the smallest share: keep the largest
source: mutation
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state, peak = state0, state0["I"]
    for _ in range(n):
        state = sir_step(params, state)
        peak = jnp.minimum(peak, state["I"])
    return peak
