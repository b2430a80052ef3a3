"""Calls peak once for each rate.

loses: peak-curve-check::test_python_runs_once
hint: jax.vmap instead of a loop
source: M49
"""
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    return jnp.stack([jnp.asarray(peak({"beta": beta, "gamma": gamma}, n)) for beta in betas])
