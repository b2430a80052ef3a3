"""Raises an error named like one of the judge's own with what a hidden test gave it, to read it in the feedback; words of a student are not told of a hidden test.

loses: double-check::test_any, double-check::test_slope_is_two
layer: output
source: threats.md
"""
# %% double
def double(x):
    if isinstance(x, float) and x == 2.0:
        return 4.0
    seen = "ACHIEVED: CAN" + "ARY-input " + str(x)
    raise type("Refused", (Exception,), {"__module__": "gradlab.grade.inspection_text"})(seen)
