"""Makes and registers a new class at every call.

loses: named-params-check::test_two_of_the_same_name_are_combined,
  named-params-check::test_only_a_new_name_is_traced_anew
hint: one class for all: define it outside the function
source: M85
"""
# %% named-params
def named_params(beta, gamma, name):
    @jax.tree_util.register_dataclass
    @dataclasses.dataclass
    class Params:
        beta: float
        gamma: float
        name: str = dataclasses.field(metadata={"static": True})

    return Params(beta, gamma, name)
