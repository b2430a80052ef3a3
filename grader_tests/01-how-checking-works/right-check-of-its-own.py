"""holds collects its own verdicts with check.close and with assert, and tells them apart by the error."""
# %% add
def add(x, y):
    result = jnp.zeros(len(x))
    result = result + x
    result = result + y
    return result
# %% shapes-first
def shapes_first(x):
    x = jnp.asarray(x, float)
    x = x / x.sum() * 100
    return x.reshape(len(x), 1)
# %% not-yet
def not_yet(x):
    try:
        return sum(x.tolist()) / len(x)
    except ZeroDivisionError:
        return 0.0
# %% holds
def holds(f):
    try:
        for x in ([1.5, -2.25, 30.0], [4.0, 0.5]):
            x = jnp.asarray(x)
            assert f(x).shape == ()
            check.close(f(x), x.mean(), dtype=None)
        check.close(f(jnp.asarray([7.5])), 7.5)
    except AssertionError:
        return False
    else:
        return True
