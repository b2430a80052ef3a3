"""Counts the first call in full and all the calls besides.

loses: audit-check::test_steady_timings,
    audit-check::test_calls_until_it_pays
hint: (n - 1) work
source: syllabus 06-jit, exercise 7
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = max(1, math.ceil(first / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
