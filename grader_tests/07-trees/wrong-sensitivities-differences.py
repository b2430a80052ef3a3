"""Takes differences, entry by entry; in float32 they drown in rounding where the model's value is large.

loses: sensitivities-check::test_structure_is_kept, sensitivities-check::test_sum_of_cubes_and_a_square,
  sensitivities-check::test_whole_numbers_count_as_floats
hint: exact to rounding
source: G
"""
# %% sensitivities
def sensitivities(model, params):
    leaves, structure = jax.tree.flatten(jax.tree.map(lambda leaf: jnp.asarray(leaf, float), params))
    slopes = []
    for i, leaf in enumerate(leaves):
        entries = []
        for unit in jnp.eye(leaf.size).reshape(-1, *leaf.shape):
            up, down = leaves.copy(), leaves.copy()
            up[i], down[i] = leaf + 2e-3 * unit, leaf - 2e-3 * unit
            rise = model(jax.tree.unflatten(structure, up)) - model(jax.tree.unflatten(structure, down))
            entries.append(rise / 4e-3)
        slopes.append(jnp.stack(entries).reshape(leaf.shape))
    return jax.tree.unflatten(structure, slopes)
