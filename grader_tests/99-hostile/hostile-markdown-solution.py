"""The solution cell is turned into text with a script in it; it is an exercise not attempted.

loses: double-check::*
layer: merge
source: threats.md
"""
# %% double
def double(x):
    return x
# %% notebook
cell = next(cell for cell in nb.cells if cell.id == "double")
cell["cell_type"] = "markdown"
cell["source"] = "<script>document.title = 'owned'</script>"
cell.pop("outputs", None), cell.pop("execution_count", None)
