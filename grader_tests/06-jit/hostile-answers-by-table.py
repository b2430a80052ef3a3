"""Knows the visible checks by heart and nothing else.

loses: tax-check::test_both_sides_of_the_allowance,
    tax-check::test_one_program_serves_every_rate,
    tax-check::test_marginal_tax_of_many,
    audit-check::test_claim_by_means_without_waiting,
    audit-check::test_honest_by_medians_with_waiting,
    audit-check::test_calls_until_it_pays,
    audit-check::test_never_pays_where_eager_is_as_fast
source: threats.md, against the mark
"""
# %% tax
def tax(income, rate):
    return {(15.0, 0.2): 1.0}.get((income, rate), 0.0)
# %% audit
def audit(seconds):
    return {"claimed": 24.0, "speedup": 4.0, "compile": 30.5, "break_even": 7}
