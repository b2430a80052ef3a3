"""Tags test cells skip-execution and raises-exception; roles and tags come from the source.

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
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove_cell"]
