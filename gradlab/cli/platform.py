"""Which assignments are judged where: one that asks for another platform is told of and left out, and the others go on."""

from __future__ import annotations

from collections.abc import Mapping

from gradlab.cli.errors import complain
from gradlab.grade.platforms import refusal


def judged(asked: Mapping[str, str], platform: str) -> frozenset[str]:
    """Return what may be judged on a platform, and tell of the rest why it is not.

    Args:
        asked: What each assignment's source asks for, by the name a person knows it by.
        platform: Where the judge computes.
    """
    fit = set()
    for name, wanted in asked.items():
        unfit = refusal(wanted, platform)
        if unfit is None:
            fit.add(name)
        else:
            complain(f"{name} is not graded: {unfit.what}", unfit.fix)
    return frozenset(fit)
