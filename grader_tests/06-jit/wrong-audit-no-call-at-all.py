"""Where the first call is already the faster one, no call or fewer are needed.

loses: audit-check::test_calls_until_it_pays
hint: n >= 1
source: syllabus 06-jit, exercise 7
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = math.ceil((first - work) / (eager - work)) if work < eager else None
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
