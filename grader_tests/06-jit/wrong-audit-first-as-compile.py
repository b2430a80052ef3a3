"""The whole first call is put down to the compiler.

loses: audit-check::test_steady_timings,
    audit-check::test_honest_by_medians_with_waiting
hint: subtract the median of the blocked runs
source: M71
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": eager / work, "compile": first, "break_even": pays}
