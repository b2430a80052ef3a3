"""run_cell, displayhook and showtraceback of the shell are replaced by functions that do nothing; the next exercise is then not there.

loses: double-check::*, total-check::*, noise-check::*
layer: judge
source: threats.md
"""
# %% double
from IPython import get_ipython

shell = get_ipython()
shell.showtraceback = shell.run_code = shell.run_ast_nodes = lambda *a, **k: None
type(shell).run_cell = type(shell).run_cell_async = lambda *a, **k: None


def double(x):
    return x
