"""The honest speed-up is taken of runs that nobody waited for.

loses: audit-check::test_steady_timings,
    audit-check::test_honest_by_medians_with_waiting
hint: take the blocked ones
source: M70
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": eager / float(jnp.median(seconds["unblocked"])), "compile": first - work, "break_even": pays}
