"""A dataclass that JAX does not know.

loses: named-params-check::*
hint: register
source: M85
"""
# %% named-params
@dataclasses.dataclass
class Params:
    beta: float
    gamma: float
    name: str


def named_params(beta, gamma, name):
    return Params(beta, gamma, name)
