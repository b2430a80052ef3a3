"""A node class with flatten and unflatten of its own, a fixed scenario stacked from a list, a scan over the days."""
# %% sir-peak
def sir_peak(params, state0, n):
    def day(state, _):
        state = sir_step(params, state)
        return state, state["I"]

    state0 = jax.tree.map(lambda share: jnp.asarray(share, float), state0)
    _, shares = jax.lax.scan(day, jax.tree.map(lambda s: s + 0 * sum(params.values()), state0), length=n)
    return jnp.max(shares, initial=state0["I"])
# %% peak-curve
def peak_curve(peak, betas, gamma, n):
    scenarios = [{"beta": beta, "gamma": gamma} for beta in betas]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *scenarios)
    return jax.vmap(peak, in_axes=(0, None))(stacked, n)
# %% named-params
@jax.tree_util.register_pytree_node_class
class Params:
    __slots__ = ("beta", "gamma", "name")

    def __init__(self, beta, gamma, name):
        self.beta, self.gamma, self.name = beta, gamma, name

    def tree_flatten(self):
        return [self.beta, self.gamma], (self.name,)

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children, *aux)

named_params = Params
