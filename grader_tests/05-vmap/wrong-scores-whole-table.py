"""Hands the whole table to the log-likelihood of one observation; some forms of it broadcast.

loses: scores-check::test_logit_scores, scores-check::test_one_run_for_all_observations,
    sandwich-se-check::test_white_for_a_line
hint: loglik takes one observation, not the whole table
source: M10
"""
# %% scores
def scores(loglik, theta, X, y):
    return jax.jacobian(lambda theta: loglik(theta, X, y))(theta)
