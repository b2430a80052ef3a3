"""A small loop of the student's own in an extra cell, used by several solutions; other argument names.
"""
# %% new after imports
def iterate(f, start, steps):
    """All the states after the start."""
    start = jnp.asarray(start, jnp.float32)
    return lax.scan(lambda x, _: (f(x), f(x)), start, jnp.arange(steps))


def last(f, start, steps):
    final, everything = iterate(f, start, steps)
    return final
# %% power-static
def _loop(base, exponent):
    out = 1.0
    while exponent > 0:
        out, exponent = out * base, exponent - 1
    return out


power_static = jax.jit(_loop, static_argnums=(1,))
# %% power-scan
power_scan = lambda base, exponent: iterate(lambda value: value * base, 1.0, exponent)
# %% logistic-orbit
def logistic_orbit(rate, start, forget, remember):
    f = lambda x: rate * x * (1 - x)
    return iterate(f, last(f, start, forget), remember)[1]
# %% growth-path
def growth_path(p, start, periods):
    law = lambda k: p["s"] * k ** p["alpha"] + (1 - p["delta"]) * k
    final, after = iterate(law, start, periods)
    before = jnp.concatenate([jnp.asarray(start, jnp.float32).reshape(1), after])[:periods]
    return final, (1 - p["s"]) * before ** p["alpha"]
