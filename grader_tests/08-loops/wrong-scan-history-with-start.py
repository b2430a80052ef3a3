"""The step returns the old value as its output: the history starts at 1.0.

loses: power-scan-check::test_powers_of_two, power-scan-check::test_history_is_powers
hint: the history excludes the start
source: M99
"""
# %% power-scan
def power_scan(x, n):
    def step(result, _):
        return result * x, result

    return lax.scan(step, 1.0, None, length=n)
