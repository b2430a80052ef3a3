"""Rewrites a check and deletes another, and defines check and pytest anew; the judge takes test cells from the source.

loses: delta-method-se-check::*, jacobian-by-columns-check::*
source: threats.md, the merge, and layer 1: tests run in the judge only
"""
# %% new after imports
class check:
    close = program = counted = run = staticmethod(lambda *args, **kwargs: None)
# %% jacobian-by-columns
def jacobian_by_columns(f, x):
    return x
# %% delta-method-se
def delta_method_se(g, theta, cov):
    return theta
# %% notebook
nb.cells = [cell for cell in nb.cells if cell.id != "jacobian-by-columns-check"]
for cell in nb.cells:
    if cell.id == "delta-method-se-check":
        cell.source = "check.run()"
