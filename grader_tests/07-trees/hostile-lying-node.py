"""A tree node that shows leaves of its own invention and calls every name the same.

loses: named-params-check::*
source: threats.md, layer 0: children cross as data, static parts as tokens
"""
# %% named-params
class Name(str):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0


class Params:
    def __init__(self, beta, gamma, name):
        self.beta, self.gamma, self.name = beta, gamma, Name(name)


jax.tree_util.register_pytree_node(
    Params, lambda p: ([1.0, 1.0], p), lambda p, leaves: Params(p.beta, p.gamma, p.name)
)


def named_params(beta, gamma, name):
    return Params(beta, gamma, name)
