"""Forks without end; the sandbox forbids the first fork, and the honest solutions keep their marks.

source: threats.md, layer 3: fork and exec are denied
"""
# %% new after imports
def bomb():
    import os
    import subprocess
    import sys

    for start in (os.fork, os.forkpty, lambda: subprocess.Popen([sys.executable, "-c", "while True: pass"])):
        try:
            while True:
                start()
        except BaseException:
            pass


bomb()
