"""A plain x[i], which gives the last entry past the end.

loses: safe-get-check::*
hint: x[i] clamps an index past the end
source: M03
"""
# %% safe-get
def safe_get(x, i):
    return x[i].astype(float)
