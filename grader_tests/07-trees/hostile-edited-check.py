"""Rewrites the test cells so that they pass, and defines check and pytest anew; tests never run in the student.

loses: sgd-step-check::*
source: threats.md, the merge, and layer 1: tests run in the judge only
"""
# %% sgd-step
def sgd_step(loss, params, data, lr):
    return params
# %% new after imports
class check:
    close = grads = unchanged = run = staticmethod(lambda *args, **kwargs: None)


distance = moved = lambda *args: 0.0
# %% notebook
for cell in nb.cells:
    if cell.id == "sgd-step-check":
        cell.source = "check.run()"
        cell.metadata["tags"] = ["skip-execution"]
        cell.metadata["nbgrader"].update(grade=False, solution=True, points=100)
nb.cells = [cell for cell in nb.cells if cell.id != "sgd-step-task"]
