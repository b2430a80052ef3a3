"""The modes in the other order: forward mode meets a function with only a reverse rule.

loses: hessian-fwd-over-rev-check::test_a_loop_in_the_reverse_rule
hint: has no forward mode
source: M42, M132
"""
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(f):
    return jax.jacrev(jax.jacfwd(f))
