"""A tree node registered with jax that shows other leaves each time it is flattened.

loses: double-check::*
layer: wire
source: threats.md
"""
# %% double
class Node:
    times = 0


def flatten(node):
    Node.times += 1
    return ([2.0] * Node.times, None)


jax.tree_util.register_pytree_node(Node, flatten, lambda aux, leaves: 4.0)


def double(x):
    return Node()
