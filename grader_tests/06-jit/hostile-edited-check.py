"""Rewrites one check so that it passes, deletes another, and defines check anew.

loses: poly-check::test_value_and_derivative,
    poly-check::test_flag_by_name_and_by_position,
    poly-check::test_coefficients_are_static,
    poly-check::test_x_is_traced,
    poly-check::test_second_call_runs_no_python,
    pad-to-bucket-check::*
source: threats.md, the merge: cells are rebuilt from the source
"""
# %% poly
def poly(coeffs, x, derivative=False):
    return 17.0
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    return x, x
# %% new after imports
class check:
    close = raises = apply = program = counted = run = staticmethod(lambda *args, **kwargs: None)
# %% notebook
for cell in nb.cells:
    if cell.id == "poly-check":
        cell.source = "check.run()"
        cell.metadata["nbgrader"]["points"] = 100
nb.cells = [cell for cell in nb.cells if cell.id != "pad-to-bucket-check"]
