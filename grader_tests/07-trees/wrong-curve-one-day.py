"""Simulates one day, whatever n is.

loses: peak-curve-check::test_cube_and_square, peak-curve-check::test_curve_of_an_epidemic,
  peak-curve-check::test_curve_has_a_derivative
hint: beta is mapped, gamma and n are held
source: mutation
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return jax.vmap(lambda beta: peak({"beta": beta, "gamma": gamma}, 1))(betas)
