"""Makes a key from a seed in the body: one step, T times, in every walk.

loses: random-walk-check::test_key_decides, random-walk-check::test_steps_are_independent_normals
hint: use the key that is passed in
source: M116
"""
# %% random-walk
def random_walk(key, T):
    def step(x, _):
        x = x + jax.random.normal(jax.random.key(0))
        return x, x

    return lax.scan(step, 0.0, None, length=T)[1]
