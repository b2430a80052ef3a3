"""The claim is reported by medians, so that it is not what was claimed.

loses: audit-check::test_claim_by_means_without_waiting
hint: the claim goes by means
source: M71
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.median(seconds["eager"]) / jnp.median(seconds["unblocked"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work < eager else None
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
