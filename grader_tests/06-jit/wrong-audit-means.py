"""Means everywhere; one interrupted run decides.

loses: audit-check::test_honest_by_medians_with_waiting
hint: take medians
source: M71
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.mean(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
