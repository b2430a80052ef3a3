"""Keeps the name as a class attribute that all objects share: it is no part of the structure.

loses: named-params-check::test_only_a_new_name_is_traced_anew
hint: name is static: a new name is traced anew
source: M84
"""
# %% named-params
@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Params:
    beta: float
    gamma: float


def named_params(beta, gamma, name):
    Params.name = name
    return Params(beta, gamma)
