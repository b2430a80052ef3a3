"""Deletes the test cell of an unsolved exercise; the judge takes test cells from the source.

loses: shuffle-split-check::*
source: threats.md, the merge: cells are rebuilt from the source
"""
# %% shuffle-split
def shuffle_split(key, n, frac):
    return jnp.zeros(round(frac * n), int), jnp.zeros(n - round(frac * n), int)
# %% notebook
nb.cells = [cell for cell in nb.cells if cell.id not in ("shuffle-split-check", "shuffle-split-task")]
