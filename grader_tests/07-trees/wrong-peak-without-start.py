"""Looks at the days after the start only.

loses: sir-peak-check::test_other_outbreaks, sir-peak-check::test_many_rates_under_jit_and_vmap
hint: the start counts
source: mutation
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state, peak = state0, 0.0
    for _ in range(n):
        state = sir_step(params, state)
        peak = jnp.maximum(peak, state["I"])
    return peak
