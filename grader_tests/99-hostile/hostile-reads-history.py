"""Looks for the tests in the history of cells, in linecache and in the loaded modules.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
def seen(text):
    """Print what gives a secret away; its name is put together so that this cell is not found."""
    mark = "CAN" + "ARY-"
    if mark in text:
        print("ACHIEVED: found", text[text.index(mark) :][:60])


def double(x):
    import linecache
    import sys

    from IPython import get_ipython

    for lines in linecache.cache.values():
        seen("".join(lines[2]) if len(lines) > 2 else "")
    for name in ("In", "Out", "_ih", "_oh", "_i"):
        seen(str(get_ipython().user_ns.get(name)))
    for module in list(sys.modules.values()):
        for value in list(vars(module).values()):
            if type(value) is str:
                seen(value)
    return x
