"""lax.while_loop finds the answer, and reverse mode refuses it.

loses: implied-vol-check::test_solver_has_a_derivative
hint: reverse mode cannot go back through a loop of unknown length
source: M104
"""
# %% implied-vol
def implied_vol(price, observed, S, K, r, T):
    def step(state):
        i, sigma = state
        value, vega = jax.value_and_grad(price, argnums=3)(S, K, r, sigma, T)
        return i + 1, sigma - (value - observed) / vega

    return jax.lax.while_loop(lambda state: state[0] < 10, step, (0, 0.3))[1]
