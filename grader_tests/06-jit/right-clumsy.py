"""Long ways round: loops, lists, NumPy on finished numbers, forms counted by hand.
"""
# %% compiled-gradient
def compiled_gradient(f):
    def scalar(v):
        return jnp.reshape(f(v), ())

    value_and_slope = jax.jit(jax.value_and_grad(scalar))

    def only_slope(v):
        pair = value_and_slope(v)
        return pair[1]

    return only_slope
# %% count-traces
def count_traces(f, calls):
    forms = []
    for args in calls:
        form = ""
        for x in args:
            form += str(jnp.shape(x)) + str(jax.typeof(x).dtype) + str(jax.typeof(x).weak_type) + ";"
        if form not in forms:
            forms.append(form)
    return np.array(forms).size
# %% tax
def tax(income, rate):
    above = jnp.maximum(jnp.asarray(income, float) - 10, 0)
    return jnp.float32(rate) * above
# %% poly
def poly(coeffs, x, derivative=False):
    powers = jnp.array([x**k for k in range(len(coeffs))])
    if derivative == True:
        powers = jnp.array([0.0] + [k * x ** (k - 1) for k in range(1, len(coeffs))])
    return jnp.sum(jnp.array(coeffs) * powers)


poly = jax.jit(poly, static_argnums=(0, 2))
# %% pad-to-bucket
def pad_to_bucket(x, sizes):
    fitting = [s for s in sizes if s >= x.shape[0]]
    if fitting == []:
        raise ValueError
    zeros = jnp.zeros(min(fitting) - x.shape[0], dtype=x.dtype)
    mask = np.zeros(min(fitting), dtype=bool)
    mask[: x.shape[0]] = True
    return jnp.concatenate([x, zeros]), jnp.array(mask)
# %% time-it
def time_it(f, x, n, clock=time.perf_counter):
    def once():
        begin = clock()
        for leaf in jax.tree.leaves(f(x)):
            leaf.block_until_ready()
        end = clock()
        return end - begin

    first = once()
    others = np.zeros(n)
    for i in range(n):
        others[i] = once()
    return {"median": np.median(others), "first": first}
# %% audit
def audit(seconds):
    claimed = statistics.mean(map(float, seconds["eager"])) / statistics.mean(map(float, seconds["unblocked"]))
    eager, first, work = [statistics.median(map(float, seconds[name])) for name in ("eager", "first", "blocked")]
    result = {"claimed": claimed, "speedup": eager / work, "compile": first - work}
    if work >= eager:
        result["break_even"] = None
        return result
    calls = 1
    while first + (calls - 1) * work > calls * eager:
        calls = calls + 1
    result["break_even"] = calls
    return result
