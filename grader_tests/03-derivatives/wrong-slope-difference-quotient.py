"""The specification handed in as the solution: a difference quotient is not exact in float32.

loses: slope-check::test_exact_where_a_quotient_is_not, slope-check::test_slope_of_a_slope
hint: no step h is small enough in float32
source: M12
"""
# %% slope
def slope(f):
    def df(x, h=1e-4):
        return (f(x + h) - f(x - h)) / (2 * h)

    return df
