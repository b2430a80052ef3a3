"""The slow specifications, written out: loops, lists, Python floats."""
# %% add
def add(x, y):
    sums = []
    for a, b in zip(x, y):
        sums.append(a + b)
    return jnp.asarray(sums)
# %% shapes-first
def shapes_first(x):
    total = 0
    for amount in x:
        total = total + amount
    rows = []
    for amount in x:
        rows.append([100.0 * amount / total])
    return jnp.asarray(rows)
# %% not-yet
def not_yet(x):
    if len(x) == 0:
        return 0.0
    total = 0.0
    for number in x:
        total = total + float(number)
    return total / len(x)
# %% holds
def holds(f):
    tries = [[1.0], [1.0, 2.5], [3.5, -2.0, 0.0], [9.0, 1.0, 1.0, -20.0, 4.0, 3.0]]
    verdicts = []
    for numbers in tries:
        answer = f(jnp.asarray(numbers))
        if answer.shape == ():
            apart = float(answer) - sum(numbers) / len(numbers)
            verdicts.append(-0.001 < apart < 0.001)
        else:
            verdicts.append(False)
    return False not in verdicts
