"""What came of a soak, counted, and how it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import faults


@dataclass
class Result:
    """What came of the soak."""

    injected: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    looked_at: int = 0
    right: int = 0
    old: int = 0
    """Unscored, or with the mark of before: not graded or not recorded yet."""
    grader_errors: int = 0
    wrong: int = 0
    rounds: int = 0
    completed: int = 0
    problems: list[str] = field(default_factory=list)


def table(result: Result) -> str:
    """Word what came of it."""
    rows = [f"{'fault':28}{'injected':>10}"]
    rows += [f"{kind:28}{result.injected[kind] or 'not tried':>10}" for kind in faults.KINDS]
    rows += [
        f"{'all':28}{result.injected.total():>10}",
        "",
        f"{result.runs} runs under faults, {result.looked_at} standings looked at: {result.right} right, "
        f"{result.old} not graded or recorded yet, {result.grader_errors} grader errors, {result.wrong} wrong",
        f"{result.completed} of {result.rounds} rounds completed by a rerun, to the same bytes",
        f"{len(result.problems)} problems",
    ]
    return "\n".join(rows)
