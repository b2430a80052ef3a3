"""The product starts at the integer 1, so n = 0 gives an int.

loses: power-static-check::test_any_power
hint: n = 0 gives 1.0, a float
source: M100
"""
# %% power-static
def power_static(x, n):
    result = 1
    for _ in range(n):
        result = result * x
    return result


power_static = jax.jit(power_static, static_argnums=1)
