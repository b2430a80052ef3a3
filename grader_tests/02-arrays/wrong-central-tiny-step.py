"""A step of its own, below the gap between float32 numbers.

loses: central-diff-check::*, best-step-check::*
hint: use the step h that you are given
source: M12
"""
# %% central-diff
def central_diff(f, x, h):
    x, h = jnp.asarray(x), jnp.full_like(jnp.asarray(h), 1e-12)
    return (f(x + h) - f(x - h)) / (2 * h)
