"""What is too long is cut to the largest size.

loses: pad-to-bucket-check::test_too_long_is_refused
hint: cut nothing off
source: M60
"""
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    size = next((s for s in sizes if s >= len(x)), sizes[-1])
    x = x[:size]
    return jnp.pad(x, (0, size - len(x))), jnp.arange(size) < len(x)
