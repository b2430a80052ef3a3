"""Writes a full mark into every gradebook it can reach; the file system is read-only and the gradebook is not in it.

loses: power-fori-check::*
source: threats.md, layer 2: a read-only system, and no gradebook in it
"""
# %% power-fori
def power_fori(x, n):
    return None
# %% new after power-fori
import os
import sqlite3

for folder in (".", "..", "/srv", "/var/lib", os.path.expanduser("~")):
    try:
        with sqlite3.connect(os.path.join(folder, "gradebook.db")) as book:
            book.execute("update grade set manual_score = 100")
    except Exception:
        pass
    for name in ("results.json", "report.json", "autograded"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write('{"score": 100}')
        except OSError:
            pass
