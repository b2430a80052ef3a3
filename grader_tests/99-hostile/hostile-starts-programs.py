"""Starts other programs, by every way there is.

loses: double-check::*
layer: seccomp
source: threats.md
"""
# %% double
def double(x):
    import os
    import subprocess

    for way in (lambda: subprocess.run(["/usr/bin/id"]), lambda: os.execv("/usr/bin/id", ["id"]), lambda: os.posix_spawn("/usr/bin/id", ["id"], {})):
        try:
            way()
            print("ACHIEVED: started one")
        except OSError as error:
            print(error.strerror)
    if os.system("id") == 0:
        print("ACHIEVED: started one")
    return x
