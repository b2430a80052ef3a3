"""Believes that compiling pays in the end, always.

loses: audit-check::test_never_pays_where_eager_is_as_fast
hint: compiling never pays
source: M71
"""
# %% audit
def audit(seconds):
    eager, first, work = [float(jnp.median(seconds[name])) for name in ("eager", "first", "blocked")]
    claimed = float(jnp.mean(seconds["eager"]) / jnp.mean(seconds["unblocked"]))
    pays = max(1, math.ceil((first - work) / (eager - work))) if work != eager else 0
    return {"claimed": claimed, "speedup": eager / work, "compile": first - work, "break_even": pays}
