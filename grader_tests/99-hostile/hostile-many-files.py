"""Makes as many empty files as there may be.

loses: double-check::*
layer: namespaces
source: threats.md
"""
# %% double
made = 0
try:
    while True:
        open(f"/tmp/{made}", "w").close()
        made += 1
except OSError as error:
    print(made, error.strerror)


def double(x):
    return x
