"""n is static again: one compilation for each n, and no traced n is let in.

loses: power-fori-check::test_any_power_under_jit, power-fori-check::test_one_program_serves_every_n,
  power-fori-check::test_one_loop
hint: static
source: M68
"""
# %% power-fori
def power_fori(x, n):
    return lax.fori_loop(0, n, lambda i, result: result * x, 1.0)


power_fori = jax.jit(power_fori, static_argnums=1)
