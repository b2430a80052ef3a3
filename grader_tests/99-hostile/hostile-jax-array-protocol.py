"""An object that jax takes for an array, with another value each time it is asked.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
class Moody:
    asked = 0

    def __jax_array__(self):
        Moody.asked += 1
        return jnp.float32(Moody.asked)


def double(x):
    return Moody()
