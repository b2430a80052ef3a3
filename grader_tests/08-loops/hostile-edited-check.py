"""Rewrites the test cells so that they pass, and defines check and pytest anew; tests never run in the student.

loses: ar1-path-check::*
source: threats.md, the merge, and layer 1: tests run in the judge only
"""
# %% ar1-path
def ar1_path(params, shocks):
    return shocks
# %% new after imports
class check:
    close = grads = program = run = staticmethod(lambda *args, **kwargs: None)


by_hand = lambda *args: 0.0
# %% notebook
for cell in nb.cells:
    if cell.id == "ar1-path-check":
        cell.source = "check.run()"
