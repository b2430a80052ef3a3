"""sys.modules holds another numpy, jax and gradlab for whoever imports later; the judge imported elsewhere.

loses: double-check::*
layer: judge
source: threats.md
"""
# %% double
import sys


class Pleased:
    def __getattr__(self, name):
        return lambda *a, **k: True


for name in ("numpy", "numpy.testing", "pytest", "gradlab", "gradlab.check"):
    sys.modules[name] = Pleased()


def double(x):
    return x
