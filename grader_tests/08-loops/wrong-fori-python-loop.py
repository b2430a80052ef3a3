"""A Python loop over n: fine for a number, impossible for a tracer.

loses: power-fori-check::test_any_power_under_jit, power-fori-check::test_one_program_serves_every_n,
  power-fori-check::test_one_loop
hint: static
source: M89
"""
# %% power-fori
def power_fori(x, n):
    result = 1.0
    for _ in range(n):
        result = result * x
    return result
