"""An ndarray of a class of its own, whose comparisons please; its bytes are what crosses.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
class Pleasing(np.ndarray):
    def __eq__(self, other):
        return np.True_

    def __sub__(self, other):
        return np.zeros(())

    def __array_function__(self, *a, **k):
        return True


def double(x):
    return np.asarray(3.0, "float32").view(Pleasing)
