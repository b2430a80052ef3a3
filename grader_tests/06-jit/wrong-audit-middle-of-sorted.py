"""The middle entry of the sorted runs, which is no median where their number is even.

loses: audit-check::test_honest_by_medians_with_waiting
hint: the mean of the middle two
source: M71
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.sort(seconds[name])[len(seconds[name]) // 2]) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
