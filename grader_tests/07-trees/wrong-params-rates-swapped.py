"""Hands the rates over in the wrong order.

loses: named-params-check::*
hint: the entries are swapped
source: mutation
"""
# %% named-params
@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Params:
    gamma: float
    beta: float
    name: str = dataclasses.field(metadata={"static": True})


def named_params(beta, gamma, name):
    return Params(beta, gamma, name)
