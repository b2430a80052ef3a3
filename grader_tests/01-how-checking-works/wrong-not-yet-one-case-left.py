"""The empty case is left for later, as the task allows: its checks are not attempted, the others keep their points.

loses: not-yet-check::test_nothing_to_average, not-yet-check::test_nothing_is_a_float
hint: the empty case comes later
source: the task's own second step
"""
# %% not-yet
def not_yet(x):
    if x.size == 0:
        raise NotImplementedError("the empty case comes later")
    return x.sum() / x.size
