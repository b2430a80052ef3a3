"""Zero in place of NaN.

loses: safe-get-check::*
hint: where nan is expected
source: syllabus: NaN out of range
"""
# %% safe-get
def safe_get(x, i):
    return jnp.where((0 <= i) & (i < x.size), x[i], 0.0)
