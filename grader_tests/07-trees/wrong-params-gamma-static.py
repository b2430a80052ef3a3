"""Marks gamma static as well.

loses: named-params-check::*
hint: two leaves, beta and gamma
source: M84
"""
# %% named-params
@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Params:
    beta: float
    gamma: float = dataclasses.field(metadata={"static": True})
    name: str = dataclasses.field(metadata={"static": True})


def named_params(beta, gamma, name):
    return Params(beta, gamma, name)
