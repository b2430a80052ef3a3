"""The student has switched 64 bits on for the whole notebook, as the lecture does.

source: the lecture: jax.config.update
"""
# %% new after imports
jax.config.update("jax_enable_x64", True)
# %% safe-get
def safe_get(x, i):
    i = jnp.where(i < 0, len(x), i)
    return jnp.asarray(x, dtype=float).at[i].get(mode="fill", fill_value=jnp.nan)
# %% new after summary
jax.config.update("jax_enable_x64", False)  # for whoever runs in this kernel next
