"""A sum without a loop, and lax.fori_loop patched to count as one; structure is read from the program that the judge runs.

loses: total-check::test_one_loop
hint: one loop
layer: programs
source: threats.md
"""
# %% total
def total(x):
    lax.fori_loop = lambda *a: a[-1]
    return x.sum()
