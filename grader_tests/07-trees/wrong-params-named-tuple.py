"""A named tuple is a tree, and its name is a leaf.

loses: named-params-check::*
hint: name is static
source: M84
"""
# %% named-params
import collections

Params = collections.namedtuple("Params", ["beta", "gamma", "name"])


def named_params(beta, gamma, name):
    return Params(beta, gamma, name)
