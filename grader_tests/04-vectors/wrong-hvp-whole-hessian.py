"""Builds the Hessian, then multiplies: right, and n times the memory.

loses: hvp-check::test_no_matrix_and_no_loop_over_entries
hint: the whole Hessian is built
source: M40
"""
# %% hvp
def hvp(f, x, v):
    return hessian_fwd_over_rev(f)(x) @ v
