"""The right matrix by forward mode, which a function with only a reverse rule refuses.

loses: jacobian-by-rows-check::test_a_function_with_only_a_reverse_rule
hint: has no forward mode
source: M42, M132
"""
# %% jacobian-by-rows
def jacobian_by_rows(f, x):
    return jax.jacfwd(f)(x)
