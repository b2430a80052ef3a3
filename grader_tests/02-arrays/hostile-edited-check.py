"""Rewrites a test cell so that it passes, and defines check and pytest anew.

loses: herfindahl-check::*
source: threats.md, the merge, and layer 1: tests run in the judge only
"""
# %% herfindahl
def herfindahl(firms, sales, k):
    return sales
# %% new after imports
class check:
    close = jittable = program = apply = unchanged = raises = run = staticmethod(lambda *args, **kwargs: None)
# %% notebook
for cell in nb.cells:
    if cell.id == "herfindahl-check":
        cell.source = "check.run()"
