"""Looks for other processes, their environment, memory and files below /proc; there is no /proc.

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


import glob

for path in glob.glob("/proc/[0-9]*/*") + glob.glob("/proc/self/*"):
    try:
        seen(open(path, errors="replace").read(100_000))
    except OSError:
        pass
print(glob.glob("/proc/*"))


def double(x):
    return x
