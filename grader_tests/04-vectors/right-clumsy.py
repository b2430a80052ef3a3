"""Clumsy and correct: loops, lists, NumPy results, renamed arguments, matrices filled entry by entry."""
# %% fv
def fv(vector):
    result = 0
    for i in range(len(vector)):
        result += vector[i] * vector[i]
    result += vector[1] * vector[2]
    return result
# %% linear-map-jacobian
def linear_map_jacobian(function, size):
    matrix = []
    for j in range(size):
        unit = [0.0] * size
        unit[j] = 1.0
        matrix.append(np.asarray(function(jnp.array(unit))))
    return np.array(matrix).T
# %% jacobian-by-rows
def jacobian_by_rows(function, point):
    outputs = function(point)
    m, n = len(outputs), len(point)
    output, pull = jax.vjp(function, point)
    J = jnp.zeros((m, n))
    for i in range(m):
        w = np.zeros(m, dtype=np.float32)
        w[i] = 1.0
        (row,) = pull(jnp.asarray(w))
        for j in range(n):
            J = J.at[i, j].set(row[j])
    return J
# %% jacobian-by-columns
def jacobian_by_columns(function, point):
    J = None
    for j in range(len(point)):
        v = jnp.array([1.0 if k == j else 0.0 for k in range(len(point))])
        _, column = jax.jvp(function, [point], [v])
        column = np.asarray(column).reshape(-1, 1)
        J = column if J is None else np.hstack([J, column])
    return J
# %% hessian-fwd-over-rev
def hessian_fwd_over_rev(function):
    gradient = jax.grad(function)

    def second(point):
        return jacobian_by_columns(gradient, jnp.array(point))

    return second
# %% delta-method-se
def delta_method_se(function, estimate, covariance):
    J = np.array(jacobian_by_rows(function, estimate))
    S = np.array(covariance)
    answer = []
    for i in range(J.shape[0]):
        variance = 0.0
        for j in range(J.shape[1]):
            for k in range(J.shape[1]):
                variance += J[i, j] * S[j, k] * J[i, k]
        answer.append(float(variance) ** 0.5)
    return np.array(answer)
# %% hvp
def hvp(function, point, direction):
    gradient = jax.grad(function)
    pair = jax.jvp(lambda p: gradient(p), [point], [direction])
    result = pair[1]
    return result
