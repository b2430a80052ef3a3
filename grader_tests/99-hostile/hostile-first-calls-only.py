"""Right for the first three calls, in hope that nobody asks twice.

loses: noise-check::test_key_decides
layer: secret inputs
source: threats.md
"""
# %% noise
calls = []


def noise(key, n):
    calls.append(key)
    return jnp.arange(float(n)) * len(calls)
