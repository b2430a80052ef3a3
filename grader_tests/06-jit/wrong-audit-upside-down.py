"""The compiled time over the eager time.

loses: audit-check::test_steady_timings,
    audit-check::test_claim_by_means_without_waiting,
    audit-check::test_honest_by_medians_with_waiting
hint: eager above, compiled below
source: M71
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["unblocked"]) / jnp.mean(seconds["eager"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": work / eager, "compile": first - work, "break_even": pays}
