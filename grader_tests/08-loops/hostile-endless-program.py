"""Hands over a compiled loop that never ends, in the first order derivative only; the judge has a deadline too.

loses: growth-path-check::test_gradient_agrees_with_differences,
  growth-path-check::test_gradient_works_under_jit
source: threats.md, layers 1 and 4: the judge runs programs under a deadline
"""
# %% growth-path
def growth_path(par, k0, T):
    def period(k, _):
        output = k ** par["alpha"]
        return par["s"] * output + (1 - par["delta"]) * k, (1 - par["s"]) * output

    @jax.custom_vjp
    def trap(k):
        return k

    def endless(_, g):
        turns = lax.while_loop(lambda i: i >= 0, lambda i: (i + 1) % 7, 0)
        return (g * turns,)

    trap.defvjp(lambda k: (k, None), endless)
    final, consumption = lax.scan(period, k0, None, length=T)
    return trap(final), consumption
