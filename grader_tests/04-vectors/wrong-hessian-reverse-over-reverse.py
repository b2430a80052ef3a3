"""jax.jacobian of the gradient: right, until the reverse rule holds a loop.

loses: hessian-fwd-over-rev-check::test_a_loop_in_the_reverse_rule
hint: forward mode
source: M42
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.jacobian(jax.grad(f))
