"""Splits the carried key and hands on the old one: the same step T times.

loses: random-walk-check::test_key_decides, random-walk-check::test_steps_are_independent_normals
hint: one key, one draw
source: M115
"""
# %% random-walk
def random_walk(key, T):
    def step(state, _):
        x, key = state
        _, subkey = jax.random.split(key)
        x = x + jax.random.normal(subkey)
        return (x, key), x

    return lax.scan(step, (0.0, key), None, length=T)[1]
