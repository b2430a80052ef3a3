"""A registered class whose leaves, static parts and fields equal everything.

loses: tree-axpy-check::*, tree-dot-check::*, named-params-check::*
source: threats.md, layer 0: only data and programs cross the wire
"""
# %% new after imports
class Yes:
    shape, dtype, ndim, size, weak_type = (), np.dtype("float32"), 0, 1, False
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = __add__ = __truediv__ = lambda self, *other: self
    __bool__ = lambda self: True
    __hash__ = lambda self: 0
    __array__ = lambda self, *args, **kwargs: np.float32(5.0)
    __float__ = lambda self: 5.0
    beta = gamma = name = property(lambda self: Yes())


jax.tree_util.register_pytree_node(Yes, lambda yes: ([], yes), lambda yes, _: yes)
# %% tree-axpy
def tree_axpy(a, x, y):
    return Yes()
# %% tree-dot
def tree_dot(x, y):
    return Yes()
# %% named-params
def named_params(beta, gamma, name):
    return Yes()
