"""Returns the last day.

loses: sir-peak-check::*
hint: keep the largest of all days
source: mutation
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state = state0
    for _ in range(n):
        state = sir_step(params, state)
    return state["I"]
