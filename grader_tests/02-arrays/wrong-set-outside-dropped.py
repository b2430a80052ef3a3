"""Relies on an error that JAX does not raise: a write outside is dropped.

loses: set-entry-check::test_outside_is_refused
hint: a write outside is dropped without an error
source: M04
"""
# %% set-entry
def set_entry(x, i, v):
    x = jnp.asarray(x)
    return x.astype(jnp.result_type(x, v)).at[i].set(v)
