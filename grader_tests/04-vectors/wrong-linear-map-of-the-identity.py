"""f of the identity matrix is A for x -> A @ x; other functions walk along another axis.

loses: linear-map-jacobian-check::test_differences_of_seven_numbers
hint: one row for each output
source: a shortcut that only matrices allow
"""
# %% linear-map-jacobian
def linear_map_jacobian(f, n):
    return f(jnp.eye(n))
