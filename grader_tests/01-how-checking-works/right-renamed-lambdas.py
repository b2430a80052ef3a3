"""Lambdas with other names of arguments, and defaults nobody asked for."""
# %% add
add = lambda left, right: right + left
# %% shapes-first
shapes_first = lambda spent, unit=100.0: (spent[:, None] / spent.sum()) * unit
# %% not-yet
not_yet = lambda numbers: jnp.where(numbers.size == 0, 0.0, numbers.sum() / max(numbers.size, 1))
# %% holds
holds = lambda claim: all(claim(v).shape == () and abs(claim(v) - v.mean()) < 1e-3 for v in VECTORS)
# %% new after holds
VECTORS = [jnp.asarray([2.0, 3.5, -9.0, 30.0]), jnp.asarray([0.1, 0.2, -0.7, 0.3, 0.4])]
