"""The right matrix by reverse mode, which a loop of unknown length refuses.

loses: jacobian-by-columns-check::test_a_loop_of_unknown_length
hint: forward mode
source: M42, M104
"""
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return jax.jacobian(f)(x)
