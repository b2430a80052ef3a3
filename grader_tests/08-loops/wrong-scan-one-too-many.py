"""The start is put in front of the history, which then has n + 1 entries.

loses: power-scan-check::test_powers_of_two, power-scan-check::test_history_is_powers,
  power-scan-check::test_zero_steps
hint: the history has n entries
source: M99
"""
# %% power-scan
def power_scan(x, n):
    def step(result, _):
        return result * x, result * x

    final, history = lax.scan(step, 1.0, None, length=n)
    return final, jnp.concatenate([jnp.ones(1), history])
