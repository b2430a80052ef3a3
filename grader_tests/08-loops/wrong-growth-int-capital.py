"""Capital is rounded to an integer every period, to keep an int32 carry quiet.

loses: growth-path-check::test_two_periods, growth-path-check::test_path_follows_the_model,
  growth-path-check::test_gradient_agrees_with_differences,
  growth-path-check::test_gradient_works_under_jit
hint: carry k, keep (1 - s) k^alpha
source: M29
"""
# %% growth-path
def growth_path(par, k0, T):
    def period(k, _):
        output = k ** par["alpha"]
        new = par["s"] * output + (1 - par["delta"]) * k
        return new.astype(int), (1 - par["s"]) * output

    return lax.scan(period, jnp.asarray(k0, dtype=int), None, length=T)
