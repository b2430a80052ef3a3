"""Rewrites test cells so that they pass, and defines check and errors_off anew; tests never run in the student.

loses: income-panel-check::*
source: threats.md, the merge, and layer 1: tests run in the judge only
"""
# %% income-panel
def income_panel(key, people, T):
    return jnp.zeros((people, T))
# %% new after imports
class check:
    close = same_tree = keys = program = run = staticmethod(lambda *args, **kwargs: None)


errors_off = lambda draws, expected: 0.0
# %% notebook
for cell in nb.cells:
    if cell.id == "income-panel-check":
        cell.source = "check.run()"
