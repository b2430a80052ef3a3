"""Registers every field as data, the name included.

loses: named-params-check::*
hint: name is static
source: M84
"""
# %% named-params
@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Params:
    beta: float
    gamma: float
    name: str


def named_params(beta, gamma, name):
    return Params(beta, gamma, name)
