"""Uses Python's max, which asks a tracer for its value.

loses: sir-peak-check::test_many_rates_under_jit_and_vmap
hint: x has no value while tracing
source: M53
"""
# %% sir-peak
def sir_peak(params, state0, n):
    state, history = state0, [state0["I"]]
    for _ in range(n):
        state = sir_step(params, state)
        history.append(state["I"])
    return max(history)
