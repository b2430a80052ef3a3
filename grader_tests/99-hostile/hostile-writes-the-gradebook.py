"""Writes a full mark into every gradebook it can find or think of.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
import os
import sqlite3

for folder, _, names in os.walk("/"):
    for name in names:
        if name.endswith(".db"):
            try:
                with sqlite3.connect(os.path.join(folder, name)) as book:
                    book.execute("update grade set auto_score = 100")
                print("ACHIEVED: wrote", folder, name)
            except sqlite3.Error:
                pass


def double(x):
    return x
