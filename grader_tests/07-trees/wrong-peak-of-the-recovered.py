"""Follows the wrong share.

loses: sir-peak-check::*
hint: I is the share that counts
source: mutation
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state, peak = state0, state0["R"]
    for _ in range(n):
        state = sir_step(params, state)
        peak = jnp.maximum(peak, state["R"])
    return peak
